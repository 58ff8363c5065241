"""A benchmark on made rows: full build, one more day, nothing new, beside the engine's floor."""

from __future__ import annotations

import json
import os
import platform
import shutil
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from typing import Any

from conversion_goals.bench_floor import FLOOR
from conversion_goals.bench_meter import Metered, metered
from conversion_goals.bench_world import add_day, add_heavy_person, add_world, make_raw_tables
from conversion_goals.mistake import Mistake
from conversion_goals.project import DATABASE_VARIABLE, Project, find_project
from conversion_goals.show import print_heading, print_table

MEMORY_VARIABLE = "CONVERSION_GOALS_MEMORY_LIMIT"
RUN = "from dbt.cli.main import cli; cli()"
FLOOR_RUN = (
    "import duckdb, sys; c = duckdb.connect(sys.argv[1]);"
    " c.execute(\"set TimeZone = 'UTC'; set preserve_insertion_order = false\");"
    " c.execute(sys.argv[2])"
)
TARGET = "duckdb"
MIB = 1024 * 1024
ENDS = ("started_at", "completed_at")
# In this order in each round: what is compared stands side by side in time.
STEPS = ("floor", "start", "full", "nothing new", "one more day")


@dataclass(frozen=True)
class Plan:
    """How large, how often, and with what."""

    deliveries: int
    repeats: int
    memory_limit: str | None
    heavy_person: bool
    output: str | None
    folder: str | None


@dataclass(frozen=True)
class ModelTime:
    """What one model took in one run."""

    name: str
    seconds: float
    resident: int
    spilled: int


def bench_command(plan: Plan) -> int:
    """Make the rows, run all steps so many times, print the table; the exit code is 0."""
    if plan.deliveries < 1000 or plan.repeats < 1:
        raise Mistake("--deliveries must be 1000 or more, and --repeats 1 or more.")
    if plan.folder and not Path(plan.folder).is_dir():
        raise Mistake(f"--folder names {plan.folder}, which is no folder.")
    with TemporaryDirectory(dir=plan.folder, prefix="conversion_goals_bench_") as name:
        folder = Path(name)
        # A profile that would lead to another file is refused here.
        project = find_project(target=TARGET, database=str(folder / "bench.duckdb"))
        _say(f"making {plan.deliveries:,} deliveries in {folder} ...")
        raw_rows = _make_databases(folder, plan)
        runs: dict[str, list[Metered]] = {step: [] for step in STEPS}
        models: dict[str, list[list[ModelTime]]] = {step: [] for step in STEPS}
        for round_ in range(plan.repeats):
            for step in STEPS:
                _say(f"round {round_ + 1} of {plan.repeats}: {step}")
                runs[step].append(_step(project, plan, folder, step))
                if step not in ("floor", "start"):
                    models[step].append(_model_times(folder, runs[step][-1]))
        rows = _mart_rows(folder)
    result = _result(plan, raw_rows, rows, runs, models)
    _print_result(result)
    if plan.output:
        Path(plan.output).write_text(json.dumps(result, indent=2) + "\n")
        print(f"\nwritten to {plan.output}")
    return 0


def _make_databases(folder: Path, plan: Plan) -> dict[str, int]:
    import duckdb

    with duckdb.connect(str(folder / "empty.duckdb")) as connection:
        make_raw_tables(connection)
    with duckdb.connect(str(folder / "world.duckdb")) as connection:
        make_raw_tables(connection)
        add_world(connection, plan.deliveries)
        if plan.heavy_person:
            add_heavy_person(connection)
        tables = ("deliveries", "metrics", "events", "subjects", "segment_changes", "attributes")
        return {
            table: connection.execute(f"select count(*) from raw.{table}").fetchall()[0][0]
            for table in tables
        }


def _step(project: Project, plan: Plan, folder: Path, step: str) -> Metered:
    """One measured command, after what it needs that is not measured."""
    database = folder / ("start.duckdb" if step == "start" else "bench.duckdb")
    if step in ("start", "full"):
        _copied(folder / ("empty.duckdb" if step == "start" else "world.duckdb"), database)
        _dbt(project, plan, folder, database, "seed")
    if step == "start":  # the first one parses
        _dbt(project, plan, folder, database, "run")
    if step == "one more day":
        import duckdb

        with duckdb.connect(str(database)) as connection:
            add_day(connection, plan.deliveries)
    if step == "floor":
        scratch = _copied(folder / "world.duckdb", folder / "floor.duckdb")
        command = [sys.executable, "-c", FLOOR_RUN, str(scratch), FLOOR]
        return metered(command, Path(f"{scratch}.tmp"), folder / "log.txt", {})
    return _dbt(project, plan, folder, database, "run")


def _copied(source: Path, target: Path) -> Path:
    for old in target.parent.glob(f"{target.name}*"):
        shutil.rmtree(old) if old.is_dir() else old.unlink()
    return Path(shutil.copy(source, target))


def _dbt(project: Project, plan: Plan, folder: Path, database: Path, command: str) -> Metered:
    environment = {
        DATABASE_VARIABLE: str(database),
        "DBT_TARGET_PATH": str(folder / "target"),
        "DBT_LOG_PATH": str(folder / "logs"),
    }
    if plan.memory_limit:
        environment[MEMORY_VARIABLE] = plan.memory_limit
    places = ["--project-dir", str(project.folder), "--profiles-dir", str(project.profiles_folder)]
    full = [sys.executable, "-c", RUN, "--quiet", command, *places, "--target", TARGET]
    return metered(full, Path(f"{database}.tmp"), folder / "log.txt", environment)


def _model_times(folder: Path, run: Metered) -> list[ModelTime]:
    from datetime import datetime

    results = json.loads((folder / "target" / "run_results.json").read_text())["results"]
    times = []
    for result in results:
        spans = [
            [
                datetime.fromisoformat(span[end]).timestamp()
                for end in ("started_at", "completed_at")
            ]
            for span in result["timing"]
        ]
        if result["unique_id"].startswith("model.") and spans:
            began, ended = min(span[0] for span in spans), max(span[1] for span in spans)
            name = result["unique_id"].split(".")[-1]
            times.append(ModelTime(name, ended - began, *run.peak(began, ended)))
    return times


def _mart_rows(folder: Path) -> dict[str, int]:
    """Rows of what was built as a table."""
    import duckdb

    with duckdb.connect(str(folder / "bench.duckdb"), read_only=True) as connection:
        tables = connection.execute(
            "select table_name, estimated_size from duckdb_tables() where schema_name <> 'raw'"
        )
        return dict(tables.fetchall())


def _result(
    plan: Plan,
    raw_rows: dict[str, int],
    rows: dict[str, int],
    runs: dict[str, list[Metered]],
    models: dict[str, list[list[ModelTime]]],
) -> dict[str, Any]:
    def beyond(step: str, round_: int) -> float:
        return runs[step][round_].seconds - runs["start"][round_].seconds

    rounds = range(plan.repeats)
    full = [beyond("full", one) for one in rounds]
    ratios = {
        "full to floor": [full[one] / runs["floor"][one].seconds for one in rounds],
        "one more day to full": [beyond("one more day", one) / full[one] for one in rounds],
        "nothing new, seconds beyond start": [beyond("nothing new", one) for one in rounds],
    }
    return {
        "deliveries": plan.deliveries,
        "raw_rows": raw_rows,
        "repeats": plan.repeats,
        "memory_limit": plan.memory_limit,
        "heavy_person": plan.heavy_person,
        "machine": {"system": platform.platform(), "processors": os.cpu_count()},
        "steps": {
            step: {
                "seconds": _spread([one.seconds for one in metered_runs]),
                "processor_seconds": _spread([one.processor_seconds for one in metered_runs]),
                "peak_mib": max(one.peak()[0] for one in metered_runs) // MIB,
                "spilled_mib": max(one.peak()[1] for one in metered_runs) // MIB,
            }
            for step, metered_runs in runs.items()
        },
        "ratios": {name: _spread(values) for name, values in ratios.items()},
        "models": {step: _model_rows(rounds_, rows) for step, rounds_ in models.items() if rounds_},
    }


def _spread(values: Sequence[float]) -> dict[str, float]:
    return {
        "median": round(median(values), 3),
        "least": round(min(values), 3),
        "most": round(max(values), 3),
    }


def _model_rows(rounds: list[list[ModelTime]], rows: dict[str, int]) -> list[dict[str, Any]]:
    by_name: dict[str, list[ModelTime]] = {}
    for one in (time for times in rounds for time in times):
        by_name.setdefault(one.name, []).append(one)
    found = [
        {
            "model": name,
            "seconds": round(median([time.seconds for time in times]), 3),
            "rows": rows.get(name),
            "peak_mib": max(time.resident for time in times) // MIB,
            "spilled_mib": max(time.spilled for time in times) // MIB,
        }
        for name, times in by_name.items()
    ]
    return sorted(found, key=lambda row: -row["seconds"])


def _print_result(result: dict[str, Any]) -> None:
    print_heading(f"{result['deliveries']:,} deliveries, {result['repeats']} rounds, seconds")
    print_table(
        ["step", "median", "least", "most", "processors", "peak MiB", "spilled MiB"],
        [
            (
                step,
                *(f"{measured['seconds'][which]:.1f}" for which in ("median", "least", "most")),
                f"{measured['processor_seconds']['median']:.1f}",
                measured["peak_mib"],
                measured["spilled_mib"],
            )
            for step, measured in result["steps"].items()
        ],
    )
    print_heading("Ratios, dbt's start (the same command on empty raw tables) left out")
    print_table(
        ["", "median", "least", "most"],
        [
            (name, *(f"{spread[which]:.2f}" for which in ("median", "least", "most")))
            for name, spread in result["ratios"].items()
        ],
    )
    for step, models in result["models"].items():
        print_heading(f"The slowest models: {step}")
        print_table(
            ["model", "seconds", "rows", "peak MiB", "spilled MiB"],
            [
                (
                    row["model"],
                    f"{row['seconds']:.2f}",
                    row["rows"],
                    row["peak_mib"],
                    row["spilled_mib"],
                )
                for row in models[:8]
            ],
        )


def _say(text: str) -> None:
    print(text, file=sys.stderr)
