"""`check`: each goal version in words, or what is wrong with it."""

import json
from pathlib import Path

import duckdb
import pytest
from calls import PEOPLE, Command
from conversion_goals.goal_versions import faults, meaning

GOOD = {
    "workspace_id": "w",
    "campaign_id": "c",
    "goal_version_id": "g1",
    "set_at": "2026-01-01 00:00:00",
    "goal_type": "event",
    "event_name": "purchase",
    "filter": '{"property": "total", "operator": "gt", "value": 9.99}',
    "time_frame_seconds": "604800",
    "touch": "opened",
    "exit_setting": "goal_achieved",
}
CLICKED = {"time_frame_seconds": "5400", "touch": "clicked"}
ENTERS = {**GOOD, **CLICKED, "goal_type": "enters_segment", "segment_id": "7"}
AUDIENCE = '{"and": [{"segment": 7}, {"attribute": "plan", "operator": "eq", "value": "pro"}]}'


@pytest.mark.parametrize(
    ("row", "words"),
    [
        (
            GOOD,
            "converts when *purchase* with total > 9.99 arrives within 7 days of the latest open;"
            " leaves before the next message once the goal is achieved",
        ),
        (
            {**ENTERS, "exit_setting": "goal_achieved_or_stops_matching", "audience": AUDIENCE},
            "converts when the person enters segment 7 within 1 hour and 30 minutes of the latest"
            " click on a tracked link; leaves before the next message once the goal is achieved, or"
            ' the person no longer matches: in segment 7 and the person\'s plan = "pro"',
        ),
        (
            {**ENTERS, "goal_type": "leaves_segment", "exit_setting": "never"},
            "converts when the person leaves segment 7 within 1 hour and 30 minutes of the latest"
            " click on a tracked link; never leaves early",
        ),
        (
            {**GOOD, "filter": "", "touch": "received", "exit_setting": None},
            "converts when *purchase* arrives within 7 days of the latest receipt;"
            " never leaves early (stops_matching, but no audience is on record)",
        ),
        (
            {**GOOD, "goal_type": None, "touch": "seen", "filter": "no tree"},
            "no goal from here on; never leaves early (goal_achieved, but there is no goal)",
        ),
    ],
)
def test_a_version_in_words(row: dict[str, str | None], words: str) -> None:
    assert (faults(row), meaning(row)) == ([], words)


@pytest.mark.parametrize(
    ("changed", "says"),
    [
        ({"time_frame_seconds": "0"}, "time_frame_seconds is 0: it must be more than 0"),
        (
            {"time_frame_seconds": "7862400"},
            "is 7862400: it must be more than 0 and at most 7776000",
        ),
        (
            {"time_frame_seconds": "soon"},
            "time_frame_seconds does not read as a whole number: soon",
        ),
        ({"time_frame_seconds": "9.7"}, "time_frame_seconds does not read as a whole number: 9.7"),
        ({"time_frame_seconds": None}, "time_frame_seconds is missing"),
        ({"touch": "seen"}, "touch is unknown: seen; it can be received, opened or clicked"),
        ({"touch": None}, "touch is missing"),
        ({"goal_type": "buys"}, "goal_type is unknown: buys"),
        ({"exit_setting": "later"}, "exit_setting is unknown: later"),
        ({"event_name": None}, "event_name is missing, which goal_type event needs"),
        ({"goal_type": "leaves_segment"}, "segment_id is missing, which goal_type leaves_segment"),
        ({"goal_version_id": ""}, "goal_version_id is missing"),
        ({"set_at": None}, "set_at is missing"),
        ({"set_at": "soon"}, "set_at does not read as a time: soon"),
        ({"filter": '{"property": "a"}'}, "filter cannot be read: no operator"),
        (
            {"audience": '{"property": "a", "operator": "exists"}'},
            "audience cannot be read: an event",
        ),
        (
            {"goal_type": "enters_segment", "segment_id": "7", "filter": "x"},
            "filter cannot be read",
        ),
    ],
)
def test_what_is_wrong_is_said(changed: dict[str, str | None], says: str) -> None:
    [fault] = faults({**GOOD, **changed})
    assert says in fault


@pytest.mark.parametrize("seconds", ["1", "7776000", "604800.0"])
def test_time_frames_on_the_edge_are_good(seconds: str) -> None:
    assert faults({**GOOD, "time_frame_seconds": seconds}) == []


def config(path: Path, rows: list[dict[str, object]]) -> Path:
    """Write rows as what the file's name says."""
    if path.suffix == ".ndjson":
        path.write_text("\n".join(json.dumps(row) for row in rows))
    elif path.suffix == ".yml":
        path.write_text(json.dumps({"campaign_goals": rows}))
    else:
        names = list(rows[0])
        cells = [names, *([row[name] for name in names] for row in rows)]
        quote = '"{}"'.format
        path.write_text(
            "\n".join(",".join(quote(str(c).replace('"', '""')) for c in line) for line in cells)
        )
    return path


@pytest.mark.parametrize("name", ["goals.csv", "goals.ndjson", "goals.yml"])
def test_every_kind_of_file_reads_the_same(run: Command, tmp_path: Path, name: str) -> None:
    outcome = run("check", config(tmp_path / name, [GOOD]))
    assert (outcome.code, outcome.out) == (
        0,
        f"g1 (campaign c, from 2026-01-01 00:00:00): {meaning(GOOD)}\n1 goal version, 0 wrong\n",
    )


IN_YAML = (
    "workspace_id: w, campaign_id: c, goal_version_id: g1, set_at: 2026-01-01,"
    " goal_type: event, event_name: purchase, time_frame_seconds: 60, touch: received,"
    " exit_setting: never"
)


@pytest.mark.parametrize("name", ["goals.csv", "goals.ndjson", "goals.yml"])
def test_a_version_lacks_what_another_of_its_file_has(
    run: Command, tmp_path: Path, name: str
) -> None:
    other = {**GOOD, "goal_version_id": "g2", "set_at": "2026-02-01"}
    if name == "goals.csv":
        other["workspace_id"] = ""
    else:
        del other["workspace_id"]
    outcome = run("check", config(tmp_path / name, [GOOD, other]))
    assert "g2 (campaign c, from 2026-02-01): workspace_id is missing\n" in outcome.out
    assert outcome.out.endswith("2 goal versions, 1 wrong\n")


@pytest.mark.parametrize("name", ["goals.csv", "goals.ndjson", "goals.yml"])
def test_what_no_version_names_the_load_may_name(run: Command, tmp_path: Path, name: str) -> None:
    """A file's name or --workspace gives the workspace."""
    alone = {key: value for key, value in GOOD.items() if key != "workspace_id"}
    assert run("check", config(tmp_path / name, [alone])).out.endswith("1 goal version, 0 wrong\n")


@pytest.mark.parametrize("name", ["goals.csv", "goals.ndjson", "goals.yml"])
def test_no_version_says_since_when_it_holds(run: Command, tmp_path: Path, name: str) -> None:
    undated = {key: value for key, value in GOOD.items() if key != "set_at"}
    outcome = run("check", config(tmp_path / name, [undated]))
    assert outcome.out == "g1 (campaign c, from ?): set_at is missing\n1 goal version, 1 wrong\n"


def test_nested_trees_and_bare_dates_read_as_their_text(run: Command, tmp_path: Path) -> None:
    path = tmp_path / "goals.yaml"
    over = "{property: total, operator: gt, value: 9.99}"
    path.write_text(f"- {{{IN_YAML}, filter: {over}}}\n")
    outcome = run("check", path)
    assert outcome.code == 0
    assert "*purchase* with total > 9.99 arrives within 1 minute of" in outcome.out


def test_a_row_may_change_what_it_repeats(run: Command, tmp_path: Path) -> None:
    path = tmp_path / "goals.yml"
    again = "{<<: *first, goal_version_id: g2, event_name: signup}"
    path.write_text(f"- &first {{{IN_YAML}}}\n- {again}\n")
    outcome = run("check", path)
    assert outcome.code == 0
    assert "g1 (campaign c" in outcome.out and "*purchase* arrives" in outcome.out
    assert "g2 (campaign c" in outcome.out and "*signup* arrives" in outcome.out


def test_a_wrong_version_returns_1_and_tells_what_follows(run: Command, tmp_path: Path) -> None:
    wrong = {**GOOD, "goal_version_id": "g2", "time_frame_seconds": "0"}
    outcome = run("check", config(tmp_path / "goals.csv", [GOOD, wrong]))
    assert outcome.code == 1
    assert "journeys that it would govern have no goal" in outcome.out
    assert outcome.out.endswith("2 goal versions, 1 wrong\n")


def test_of_two_versions_set_at_one_time_the_higher_id_is_named(
    run: Command, tmp_path: Path
) -> None:
    tied = {**GOOD, "goal_version_id": "g10", "set_at": "2026-01-01T00:00:00Z"}
    outcome = run(
        "check", config(tmp_path / "goals.csv", [{**GOOD, "goal_version_id": "g9"}, tied])
    )
    assert outcome.code == 0
    assert (
        "g10 and g9 of campaign c are set at the same time, 2026-01-01 00:00:00: g9 wins"
        in outcome.out
    )


def test_campaigns_that_are_not_on_record_are_warned_of(
    run: Command, tmp_path: Path, database: Path
) -> None:
    others = [{**GOOD, "campaign_id": "k"}, {**GOOD, "workspace_id": "v"}]
    goals = config(tmp_path / "goals.csv", [GOOD, *others])
    campaigns = tmp_path / "campaigns.csv"
    campaigns.write_text("workspace_id,campaign_id\nw,c\n")
    says = [
        f"warning: campaign {campaign} is not among the campaigns of "
        for campaign in ("k of workspace w", "c of workspace v")
    ]
    outcome = run("check", goals, "--campaigns", campaigns)
    assert outcome.code == 0
    assert all(f"{one}campaigns.csv." in outcome.out for one in says)
    assert outcome.out.count("warning: campaign") == 2
    run("load", campaigns, "--database", database)
    said = run("check", goals, "--database", database).out
    assert all(f"{one}own.duckdb." in said for one in says)
    with duckdb.connect(str(database)) as connection:
        connection.execute("alter table raw.campaigns rename to their_campaigns")
    lacks = run("check", goals, "--database", database)
    assert lacks.code == 2
    assert lacks.err.startswith(f"The raw schema raw of {database} has no table campaigns: name")
    named = ("--vars", "{conversion_goals_campaigns_table: their_campaigns}")
    assert run("check", goals, "--database", database, *named).out == said
    with duckdb.connect(str(database)) as connection:
        connection.execute("alter table raw.their_campaigns drop workspace_id")
    lacks = run("check", goals, "--database", database, *named)
    assert lacks.code == 2
    assert lacks.err.startswith(f"The campaigns of {database} cannot be read: ")
    campaigns.write_text("campaign_id\nc\n")
    said = run("check", goals, "--campaigns", campaigns).out
    assert "k of workspace w is not" in said and "c of workspace v is not" not in said


@pytest.mark.parametrize(
    ("name", "content", "says"),
    [
        ("goals.txt", "x", "goals.txt is refused: its name must end in .parquet,"),
        ("goals.yml", "a: [", "goals.yml is refused: it is no YAML"),
        ("goals.yml", "[{set_at: 2026-02-30}]", "goals.yml is refused: it is no YAML: day is out"),
        (
            "goals.yml",
            "- {event_name: a}\n- event_name: b\n  filter: {value: 1}\n  filter: {value: 2}\n",
            "goals.yml is refused: it is no YAML: filter stands again in line 4.",
        ),
        ("goals.yml", "[{[a]: 1, [b]: 2}]", "goals.yml is refused: it is no YAML: "),
        ("goals.yml", "just text", "it must be a list of mappings"),
        ("goals.yml", "[" * 3000 + "]" * 3000, "goals.yml is refused: it is nested too deep."),
        ("goals.yml", "[{filter: &a [*a]}]", "goals.yml is refused: a value in it holds itself."),
        ("goals.ndjson", "", "goals.ndjson is refused: it is empty."),
        ("people.csv", PEOPLE, "people.csv is refused: it lacks the key column goal_version_id."),
    ],
)
def test_what_is_no_config_is_refused(
    run: Command, tmp_path: Path, name: str, content: str, says: str
) -> None:
    (tmp_path / name).write_text(content)
    outcome = run("check", tmp_path / name)
    assert outcome.code == 2
    assert says in outcome.err


def test_a_folder_in_place_of_a_file(run: Command, tmp_path: Path, database: Path) -> None:
    says = "{} is a folder, not a file: name the file of {} itself.\n"
    assert run("check", tmp_path).err == says.format(tmp_path, "campaign_goals")
    goals = config(tmp_path / "goals.csv", [GOOD])
    outcome = run("check", goals, "--campaigns", tmp_path)
    assert outcome.err == says.format(tmp_path, "campaigns")
    outcome = run("check", goals, "--database", tmp_path)
    assert outcome.err.startswith(f"{tmp_path} is a folder, not a database: ")
    outcome = run("check", goals, "--database", database)
    assert outcome.err.startswith(f"There is no database {database}: name another ")


def test_a_config_that_is_not_there(run: Command, tmp_path: Path) -> None:
    assert run("check", tmp_path / "no.csv").err == f"There is no file {tmp_path / 'no.csv'}.\n"
