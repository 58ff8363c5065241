"""`build` on raw tables full of broken input: all set aside with a reason, nothing lost."""

import json
from dataclasses import dataclass
from pathlib import Path

import pytest
from calls import Command, Outcome, query
from conversion_goals.build import print_summary
from conversion_goals.cli import main
from conversion_goals.dbt_run import DbtRun
from conversion_goals.goal_versions import faults
from conversion_goals.project import find_project
from rule_tree_table import TREES, as_text

DAY = 86400
# Unit tests prove the models; here the rows do.
ROWS_ONLY = ("--", "--exclude-resource-type", "unit_test")


def goal(version: str, **columns: object) -> dict[str, object]:
    """Return a goal version of campaign c, good but for the columns given."""
    return {
        "workspace_id": "w",
        "campaign_id": "c",
        "goal_version_id": version,
        "set_at": "2026-01-01 00:00:00",
        "goal_type": "event",
        "event_name": "purchase",
        "time_frame_seconds": DAY,
        "touch": "received",
        "exit_setting": "never",
        **columns,
    }


BROKEN_GOALS = [
    goal("frame_0", time_frame_seconds=0),
    goal("frame_91_days", time_frame_seconds=91 * DAY),
    goal("frame_soon", time_frame_seconds="soon"),
    goal("frame_fraction", time_frame_seconds=9.7),
    goal("touch_seen", touch="seen"),
    goal("kind_buys", goal_type="buys"),
    goal("exit_later", exit_setting="later"),
    goal("no_event", event_name=None),
    goal("set_soon", set_at="soon"),
    goal("set_in_digits", set_at="20260101"),
    goal("set_in_a_week", set_at="2026-W05-1"),
    goal("no_set_at", set_at=None),
]
GOOD_GOALS = [
    goal("frame_90_days", time_frame_seconds=90 * DAY),
    goal("no_goal", goal_type=None, time_frame_seconds=None, touch=None),
    goal("unknown_campaign", campaign_id="nowhere"),
    goal("set_short", set_at="2026-2-5"),
    goal("set_with_offset", set_at="2026-02-05 10:00:00 +0000"),
]
TREE_GOALS = [
    goal(f"{column}_{name}", **{column: as_text(tree)})
    for name, tree, *_ in TREES
    for column in ("filter", "audience")
]
GOALS = BROKEN_GOALS + GOOD_GOALS + TREE_GOALS

EVENTS = [
    {"event_id": "good", "properties": '{"total": 20}', "processed_at": "2026-01-03 12:00:00"},
    {"event_id": "bad_json", "properties": '{"total": ', "processed_at": "2026-01-03 12:00:00"},
    {"event_id": "text_time", "properties": None, "processed_at": "yesterday"},
    {"event_id": "no_time", "properties": None, "processed_at": None},
    {"event_id": "", "properties": None, "processed_at": "2026-01-03 12:00:00"},
]


@dataclass(frozen=True)
class Built:
    """A database that was built twice, and what the two builds printed."""

    database: Path
    first: Outcome
    second: Outcome


def write(folder: Path, table: str, rows: list[dict[str, object]]) -> None:
    """Write rows as a table's NDJSON file, with a workspace."""
    lines = (json.dumps({"workspace_id": "w", **row}) for row in rows)
    (folder / f"{table}.ndjson").write_text("\n".join(lines))


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Built:
    folder = tmp_path_factory.mktemp("broken")
    write(folder, "campaign_goals", GOALS)
    write(folder, "campaigns", [{"campaign_id": "c", "name": "Welcome"}])
    write(
        folder,
        "events",
        [{"internal_customer_id": "p", "name": "purchase", **event} for event in EVENTS],
    )
    database = folder / "broken.duckdb"
    assert main(["load", str(folder), "--database", str(database)]) == 0
    return Built(database, *(_build(database) for _ in range(2)))


def _build(database: Path) -> Outcome:
    import contextlib
    import io

    out, err = io.StringIO(), io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        code = main(["build", "--database", str(database), *ROWS_ONLY])
    return Outcome(code, out.getvalue(), err.getvalue())


def rejected(built: Built, table: str) -> dict[str, str]:
    return dict(
        query(
            built.database,
            "select source_key, reason from conversion_goals__rejected_rows"
            f" where source_table = '{table}'",
        )
    )


def test_broken_rows_fail_no_check(built: Built) -> None:
    assert (built.first.code, built.second.code) == (0, 0), built.first.out
    assert "Failed checks" not in built.first.out


def test_a_second_build_in_one_process_says_the_same(built: Built) -> None:
    tables = built.first.out.split("\n\n")[:3]
    assert tables == built.second.out.split("\n\n")[:3]


def test_nothing_is_lost(built: Built) -> None:
    counts = query(
        built.database,
        "select source_table, raw_rows, accepted + rejected + duplicates"
        " from conversion_goals__row_counts",
    )
    assert len(counts) == 11
    assert all(raw == kept for _, raw, kept in counts)
    assert ("events", len(EVENTS), len(EVENTS)) in counts
    assert ("campaign_goals", len(GOALS), len(GOALS)) in counts


def test_broken_events_are_set_aside_with_their_reason(built: Built) -> None:
    reasons = rejected(built, "events")
    assert set(reasons) == {"bad_json", "text_time", "no_time", ""}
    assert "properties" in reasons["bad_json"]
    assert "processed_at" in reasons["text_time"]
    assert "processed_at" in reasons["no_time"]


def test_check_finds_wrong_what_the_build_sets_aside(built: Built) -> None:
    """G2, G6, G8, F0, F6, Q1: one reading of a goal version, in the check and in the models."""
    texts = [
        {name: None if value is None else str(value) for name, value in row.items()}
        for row in GOALS
    ]
    wrong = {row["goal_version_id"] for row in texts if faults(row)}
    assert wrong == set(rejected(built, "campaign_goals"))
    assert {row["goal_version_id"] for row in BROKEN_GOALS} <= wrong


def test_the_summary_names_marts_raw_tables_and_place(built: Built) -> None:
    shown = built.first.out
    assert "conversion_goals__deliveries" in shown
    assert f"database: {built.database}" in shown
    [events] = [line.split() for line in shown.splitlines() if line.startswith("events ")]
    assert events == ["events", "5", "1", "4", "0"]


def test_a_goal_for_a_campaign_that_is_not_on_record_is_a_warning(built: Built) -> None:
    warnings = built.first.out.split("Warnings\n")[1].splitlines()
    [at] = [n for n, line in enumerate(warnings) if line.startswith("- goal_versions_have_their_")]
    assert "1 row (" in warnings[at]
    assert warnings[at + 1] == "  workspace_id = w, campaign_id = nowhere, goal_versions = 1"
    assert "unknown_campaign" not in rejected(built, "campaign_goals")


def test_of_many_rows_that_a_check_counts_three_are_shown(built: Built) -> None:
    warnings = built.first.out.split("Warnings\n")[1].splitlines()
    [at] = [n for n, line in enumerate(warnings) if line.startswith("- goal_versions_are_readable")]
    shown = warnings[at + 1 : at + 4]
    assert all(line.startswith("  workspace_id = w, ") for line in shown)
    assert not warnings[at + 4].startswith("  ")


def test_rows_that_a_check_counts_stand_in_a_line_each(
    built: Built, capsys: pytest.CaptureFixture[str]
) -> None:
    odd = "select 1 as counted, null as b, true as d, 'a\nb' as e, repeat('x', 99) as f -- all"
    queries = {"odd": odd, "elsewhere": "select * from other_database.main.theirs"}
    run = DbtRun(warnings=list(queries), rows_of=queries)
    print_summary(find_project(database=str(built.database)), run)
    assert capsys.readouterr().out.splitlines()[1:5] == [
        "Warnings",
        "- odd",
        f"  counted = 1, b = null, d = true, e = a\ufffdb, f = {'x' * 79}…",
        "- elsewhere",
    ]


def test_a_bad_var_is_refused_by_its_name(run: Command, built: Built) -> None:
    outcome = run("build", "--database", built.database, "--as-of", "soon")
    assert outcome.code == 2
    assert "as_of" in outcome.err
    assert "'soon'" in outcome.err


def test_an_empty_id_is_none(run: Command, built: Built) -> None:
    outcome = run("explain", "", "--database", built.database)
    assert (outcome.code, outcome.err) == (
        2,
        "The id is empty: name a delivery, journey, person or achievement of the built models.\n",
    )


def test_a_report_in_place_of_a_folder_is_one_sentence(
    run: Command, built: Built, tmp_path: Path
) -> None:
    outcome = run("report", "--database", built.database, "--output", tmp_path)
    _, sentence = outcome.err.splitlines()
    assert (outcome.code, sentence) == (2, f"{tmp_path} cannot be used: Is a directory.")


def test_exit_codes() -> None:
    assert DbtRun().exit_code == 0
    assert DbtRun(warnings=["a"]).exit_code == 0
    assert DbtRun(failed_checks=["a"]).exit_code == 1
    assert DbtRun(failed_checks=["a"], errors=["b"]).exit_code == 2
