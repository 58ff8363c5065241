"""`bench`: its made rows keep the contract, its figures come from real runs."""

import json
import sys
import time
from pathlib import Path

import duckdb
import pytest
from calls import Command, query
from conversion_goals import bench
from conversion_goals.bench_floor import DUCKDB_FLOOR
from conversion_goals.bench_meter import Metered, metered
from conversion_goals.bench_world import DAYS, World
from conversion_goals.build import build
from conversion_goals.mistake import Mistake
from conversion_goals.project import find_project

DELIVERIES = 6_000


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A world with a day more and a heavy person, built."""
    path = tmp_path_factory.mktemp("bench") / "made.duckdb"
    with duckdb.connect(str(path)) as connection:
        world = World(DELIVERIES, heavy_person=True)
        world.make(connection)
        world.add_day(connection)
    project = find_project(database=str(path))
    run = build(project, {}, ["--exclude", "test_type:unit"])
    assert run.exit_code == 0, (run.errors, run.failed_checks)
    return path


def test_rows_are_as_many_as_the_benchmark_says(made: Path) -> None:
    day = DELIVERIES // DAYS
    counts = {
        table: query(made, f"select count(*) from raw.{table}")[0][0]
        for table in ("deliveries", "metrics", "events")
    }
    assert counts["deliveries"] == DELIVERIES + day + 5_000
    assert counts["events"] == DELIVERIES + day + 100_000
    assert 2.3 < counts["metrics"] / counts["deliveries"] < 2.7
    heavy = "select count(*) from raw.{} where internal_customer_id = 'heavy'"
    assert query(made, heavy.format("subjects")) == [(1,)]
    newest = "select count(*) from raw.deliveries where created_at >= '2026-06-30'"
    assert query(made, newest) == [(day,)]


def test_rows_keep_the_contract_and_reach_every_verdict(made: Path) -> None:
    assert query(made, "select sum(rejected) from conversion_goals__row_counts") == [(0,)]
    assert query(made, "select sum(duplicates) > 0 from conversion_goals__row_counts") == [(True,)]
    reasons = "select distinct reason from conversion_goals__deliveries"
    assert {reason for (reason,) in query(made, reasons)} >= {
        "converted",
        "no_achievement",
        "superseded",
        "filter_failed",
        "outside_window",
        "not_opened",
        "not_clicked",
        "already_matched",
        "ineligible_type",
        "window_open",
    }
    exits = "select distinct exit_reason from conversion_goals__journeys where exit_reason <> ''"
    assert len(query(made, exits)) == 2
    goals = "select distinct goal_type from raw.campaign_goals"
    assert len(query(made, goals)) == 3


def test_floor_converts_what_the_marts_convert_where_it_asks_the_same(made: Path) -> None:
    """Received messages of types that convert, events, no filter: the floor knows no more."""
    difference = """
        select count(*), count(*) filter (verdicts.is_converted is distinct from ours.is_converted)
        from raw.deliveries as deliveries
        inner join raw.campaign_goals as goals using (campaign_id)
        left join verdicts using (delivery_id)
        left join conversion_goals__deliveries as ours using (delivery_id)
        where
            goals.touch = 'received' and goals.goal_type = 'event' and goals.filter is null
            and deliveries.subject_id not in (
                select subject_id from raw.deliveries where delivery_type = 'webhook'
            )
    """
    with duckdb.connect(str(made)) as connection:
        connection.execute(DUCKDB_FLOOR)
        compared, differing = connection.execute(difference).fetchall()[0]
    assert compared > 200
    assert differing == 0


def test_command_writes_what_each_step_took(run: Command, tmp_path: Path) -> None:
    output = tmp_path / "figures.json"
    outcome = run("bench", "--deliveries", 1000, "--repeats", 1, "--json", output)
    assert outcome.code == 0, outcome.err
    figures = json.loads(output.read_text())
    steps = figures["steps"]
    assert list(steps) == ["floor", "start", "full", "nothing new", "one more day"]
    assert all(step["seconds"]["median"] > 0 and step["peak_mib"] > 20 for step in steps.values())
    beyond = steps["full"]["seconds"]["median"] - steps["start"]["seconds"]["median"]
    ratio = figures["ratios"]["full to floor"]["median"]
    if beyond > 0:
        wanted = beyond / steps["floor"]["seconds"]["median"]
        assert ratio == pytest.approx(wanted, rel=0.05, abs=0.05)
    else:
        assert ratio is None
    for step, deliveries in (("full", 1000), ("one more day", 1005)):
        models = {row["model"]: row for row in figures["models"][step]}
        verdicts = models["int_delivery_verdicts"]
        assert verdicts["seconds"] > 0 and verdicts["peak_mib"] > 20
        assert verdicts["rows"] == deliveries
    assert "full to floor" in outcome.out


def test_a_run_no_longer_than_dbts_start_has_no_ratio(capsys: pytest.CaptureFixture[str]) -> None:
    seconds = {
        "floor": (0.5, 0.5),
        "start": (4.0, 4.0),
        "full": (5.0, 6.0),
        "nothing new": (3.5, 4.5),
        "one more day": (4.0, 4.5),
    }
    runs = {
        step: [Metered(each, processor_seconds=1.0) for each in measured]
        for step, measured in seconds.items()
    }
    result = bench._result(bench.Plan("duckdb", 2000, 2, None, False, None, None), {}, {}, runs, {})
    assert result["ratios"] == {
        "full to floor": {"median": 3.0, "least": 2.0, "most": 4.0},
        "one more day to full": {"median": None, "least": None, "most": None},
        "nothing new, seconds beyond start": {"median": 0.0, "least": -0.5, "most": 0.5},
    }
    bench._print_result(result | {"repeats": 1})
    said = capsys.readouterr().out
    assert "2,000 deliveries on duckdb, 1 round, seconds" in said
    assert [line.split()[-3:] for line in said.splitlines() if "one more day to full" in line] == [
        ["-", "-", "-"]
    ]
    assert "\n-: 2,000 deliveries are too few to take dbt's start off: " in said


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--deliveries", 10), "--deliveries must be 1000 or more"),
        (("--repeats", 0), "--repeats 1 or more"),
        (("--folder", "nowhere"), "--folder names nowhere, which is no folder"),
        (("--json", "nowhere/it"), "--json names nowhere/it, and nowhere is no folder"),
        (("--target", "spark"), "--target is spark: bench runs on duckdb or postgres"),
    ],
)
def test_what_cannot_be_measured_is_one_sentence(run: Command, arguments, said: str) -> None:
    outcome = run("bench", *arguments)
    assert outcome.code == 2
    assert "making" not in outcome.err
    assert said in outcome.err


def test_meter_sees_memory_and_spilled_bytes(tmp_path: Path) -> None:
    spills = tmp_path / "spills"
    spills.mkdir()
    held = (
        "import pathlib, sys, time; held = bytearray(200_000_000);"
        " pathlib.Path(sys.argv[1], 'one').write_bytes(held[:50_000_000]); time.sleep(1)"
    )
    began = time.time()
    taken = metered([sys.executable, "-c", held, str(spills)], tmp_path / "log", {}, spills)
    assert taken.seconds > 1
    resident, spilled = taken.peak()
    assert resident > 200_000_000
    assert spilled >= 50_000_000
    assert taken.peak(began - 100, began - 50) == (0, 0)


def test_meter_says_how_a_command_failed(tmp_path: Path) -> None:
    failing = [sys.executable, "-c", "import sys; print('no room left'); sys.exit(3)"]
    with pytest.raises(Mistake, match="no room left"):
        metered(failing, tmp_path / "log", {})
