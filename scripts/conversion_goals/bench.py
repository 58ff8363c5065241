"""A benchmark on made rows: full build, one more day, nothing new, beside the engine's floor."""

from __future__ import annotations

import json
import os
import platform
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from typing import Any

from conversion_goals.bench_duckdb import DuckdbBench
from conversion_goals.bench_meter import Metered, metered
from conversion_goals.bench_postgres import PostgresBench
from conversion_goals.bench_world import World
from conversion_goals.mistake import Mistake
from conversion_goals.show import print_heading, print_table
from conversion_goals.wording import counted, listed

RUN = "from dbt.cli.main import cli; cli()"
BENCHES = {"duckdb": DuckdbBench, "postgres": PostgresBench}
MIB = 1024 * 1024
# The database that dbt builds in.
MEASURED = "bench"
# In this order in each round: what is compared stands side by side in time.
STEPS = ("floor", "start", "full", "nothing new", "one more day")


@dataclass(frozen=True)
class Plan:
    """How large, how often, where, and with what."""

    target: str
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
    _check(plan)
    with TemporaryDirectory(dir=plan.folder, prefix="conversion_goals_bench_") as name:
        folder = Path(name)
        world = World(plan.deliveries, plan.heavy_person)
        bench = BENCHES[plan.target](folder, world, plan.memory_limit)
        try:
            _say(f"making {plan.deliveries:,} deliveries for {plan.target} ...")
            raw_rows = bench.make()
            runs: dict[str, list[Metered]] = {step: [] for step in STEPS}
            models: dict[str, list[list[ModelTime]]] = {step: [] for step in STEPS}
            rows: dict[str, dict[str, int]] = {}
            for round_ in range(plan.repeats):
                for step in STEPS:
                    _say(f"round {round_ + 1} of {plan.repeats}: {step}")
                    runs[step].append(_step(bench, step))
                    if step not in ("floor", "start"):
                        models[step].append(_model_times(folder, runs[step][-1]))
                        rows[step] = bench.model_rows(MEASURED)
        finally:
            bench.close()
    result = _result(plan, raw_rows, rows, runs, models)
    _print_result(result)
    if plan.output:
        Path(plan.output).write_text(json.dumps(result, indent=2) + "\n")
        print(f"\nwritten to {plan.output}")
    return 0


def _check(plan: Plan) -> None:
    if plan.deliveries < 1000 or plan.repeats < 1:
        raise Mistake("--deliveries must be 1000 or more, and --repeats 1 or more.")
    if plan.folder and not Path(plan.folder).is_dir():
        raise Mistake(f"--folder names {plan.folder}, which is no folder.")
    if plan.output and not Path(plan.output).parent.is_dir():
        raise Mistake(f"--json names {plan.output}, and {Path(plan.output).parent} is no folder.")
    if plan.target not in BENCHES:
        raise Mistake(f"--target is {plan.target}: bench runs on {listed(BENCHES, last='or')}.")


def _step(bench: DuckdbBench | PostgresBench, step: str) -> Metered:
    """One measured command, after what it needs that is not measured."""
    if step == "floor":
        return bench.floor()
    if step in ("start", "full"):
        # Under one name: for another database dbt parses anew.
        bench.copy("empty" if step == "start" else "world", MEASURED)
        _dbt(bench, "seed")
    if step == "start":  # the measured one finds its models made
        _dbt(bench, "run")
    if step == "one more day":
        bench.add_day(MEASURED)
    return _dbt(bench, "run")


def _dbt(bench: DuckdbBench | PostgresBench, command: str) -> Metered:
    project, folder = bench.project, bench.folder
    environment = {
        **bench.environment(MEASURED),
        "DBT_TARGET_PATH": str(folder / "target"),
        "DBT_LOG_PATH": str(folder / "logs"),
    }
    places = ["--project-dir", str(project.folder), "--profiles-dir", str(project.profiles_folder)]
    full = [sys.executable, "-c", RUN, "--quiet", command, *places, "--target", project.engine]
    return metered(full, folder / "log.txt", environment, bench.spills(MEASURED))


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


def _result(
    plan: Plan,
    raw_rows: dict[str, int],
    rows: dict[str, dict[str, int]],
    runs: dict[str, list[Metered]],
    models: dict[str, list[list[ModelTime]]],
) -> dict[str, Any]:
    def beyond(step: str, round_: int) -> float:
        return runs[step][round_].seconds - runs["start"][round_].seconds

    sees_engine = BENCHES[plan.target].sees_engine
    rounds = range(plan.repeats)
    full = [beyond("full", one) for one in rounds]
    ratios = {
        "full to floor": [_ratio(full[one], runs["floor"][one].seconds) for one in rounds],
        "one more day to full": [_ratio(beyond("one more day", one), full[one]) for one in rounds],
        "nothing new, seconds beyond start": [beyond("nothing new", one) for one in rounds],
    }
    return {
        "target": plan.target,
        "deliveries": plan.deliveries,
        "raw_rows": raw_rows,
        "repeats": plan.repeats,
        "memory_limit": plan.memory_limit,
        "heavy_person": plan.heavy_person,
        "machine": {"system": platform.platform(), "processors": os.cpu_count()},
        "steps": {
            step: {
                "seconds": _spread([one.seconds for one in metered_runs]),
                **(_used(metered_runs) if sees_engine else {}),
            }
            for step, metered_runs in runs.items()
        },
        "ratios": {name: _spread(values) for name, values in ratios.items()},
        "models": {
            step: _model_rows(rounds_, rows[step], sees_engine)
            for step, rounds_ in models.items()
            if rounds_
        },
    }


def _used(runs: Sequence[Metered]) -> dict[str, Any]:
    """What an engine used that runs in the measured process itself."""
    return {
        "processor_seconds": _spread([one.processor_seconds for one in runs]),
        **_held([one.peak() for one in runs]),
    }


def _ratio(one: float, to: float) -> float | None:
    """None where dbt's start took as long as a run, or longer: what is left of it is noise."""
    return one / to if one > 0 and to > 0 else None


def _spread(values: Sequence[float | None]) -> dict[str, float | None]:
    """Null where one of the values cannot be told."""
    told = [value for value in values if value is not None]
    if len(told) < len(values):
        return dict.fromkeys(("median", "least", "most"))
    return {
        "median": round(median(told), 3),
        "least": round(min(told), 3),
        "most": round(max(told), 3),
    }


def _model_rows(
    rounds: list[list[ModelTime]], rows: dict[str, int], sees_engine: bool
) -> list[dict[str, Any]]:
    by_name: dict[str, list[ModelTime]] = {}
    for one in (time for times in rounds for time in times):
        by_name.setdefault(one.name, []).append(one)
    found = [
        {
            "model": name,
            "seconds": round(median([time.seconds for time in times]), 3),
            "rows": rows.get(name),
            **(_held([(time.resident, time.spilled) for time in times]) if sees_engine else {}),
        }
        for name, times in by_name.items()
    ]
    return sorted(found, key=lambda row: -row["seconds"])


def _held(peaks: Sequence[tuple[int, int]]) -> dict[str, int]:
    return {
        "peak_mib": max(resident for resident, _ in peaks) // MIB,
        "spilled_mib": max(spilled for _, spilled in peaks) // MIB,
    }


def _print_result(result: dict[str, Any]) -> None:
    sees_engine = BENCHES[result["target"]].sees_engine
    held = ["peak MiB", "spilled MiB"] if sees_engine else []
    print_heading(
        f"{result['deliveries']:,} deliveries on {result['target']},"
        f" {counted(result['repeats'], 'round')}, seconds"
    )
    print_table(
        ["step", "median", "least", "most", *(["processors", *held] if sees_engine else [])],
        [
            (
                step,
                *(f"{measured['seconds'][which]:.1f}" for which in ("median", "least", "most")),
                *([f"{measured['processor_seconds']['median']:.1f}"] if sees_engine else []),
                *_held_cells(measured),
            )
            for step, measured in result["steps"].items()
        ],
    )
    print_heading("Ratios, dbt's start (the same command on empty raw tables) left out")
    print_table(
        ["", "median", "least", "most"],
        [
            (name, *(value if value is None else f"{value:.2f}" for value in spread.values()))
            for name, spread in result["ratios"].items()
        ],
    )
    if any(None in spread.values() for spread in result["ratios"].values()):
        print(
            f"-: {result['deliveries']:,} deliveries are too few to take dbt's start off: a run"
            " took no longer than it; give more --deliveries."
        )
    for step, models in result["models"].items():
        print_heading(f"The slowest models: {step}")
        print_table(
            ["model", "seconds", "rows", *held],
            [
                (row["model"], f"{row['seconds']:.2f}", row["rows"], *_held_cells(row))
                for row in models[:8]
            ],
        )


def _held_cells(measured: dict[str, Any]) -> list[int]:
    return [measured[name] for name in ("peak_mib", "spilled_mib") if name in measured]


def _say(text: str) -> None:
    print(text, file=sys.stderr)
