"""A proof on one's own rows: built slice by slice and at once, every mart must be the same."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from conversion_goals.build import MART, build
from conversion_goals.mart_differences import Compared, compare_marts
from conversion_goals.mistake import Mistake
from conversion_goals.project import PACKAGE, Project, find_project
from conversion_goals.raw_slices import (
    Slice,
    copy_slice,
    find_raw,
    find_slices,
    make_raw_tables,
)
from conversion_goals.wording import counted

# Names of scratch files, and so of their catalogs in DuckDB.
SLICES, WHOLE = "replay_slices", "replay_whole"
MODELS = ("--select", f"package:{PACKAGE}", "--exclude", "test_type:unit", "test_type:data")


@dataclass(frozen=True)
class Plan:
    """How a replay goes: the slices, what to show, where the scratch databases stand."""

    slices: int
    unit: str | None
    each: bool
    keep: str | None
    limit: int


def replay_command(
    project: Project, given_vars: Mapping[str, Any], target: str | None, plan: Plan
) -> int:
    """Replay, print how the marts compare, and return the exit code."""
    if plan.slices < 2 or plan.limit < 0:
        raise Mistake("--slices must be 2 or more, and --limit 0 or more.")
    raw = find_raw(project)
    slices = find_slices(raw, plan.slices, plan.unit)
    arguments = [*MODELS, *(["--target", target] if target else [])]
    differing = 0
    with _scratch_folder(plan.keep) as folder:
        stepwise, whole = (
            _scratch(project, given_vars, target, folder / f"{name}.duckdb")
            for name in (SLICES, WHOLE)
        )
        for scratch in (stepwise, whole):
            make_raw_tables(raw, scratch)
        for number, one in enumerate(slices, start=1):
            is_last = number == len(slices)
            _say(f"slice {number} of {len(slices)}: {_described(one)}")
            for scratch in (stepwise, whole):
                copy_slice(raw, scratch, one)
            marts = _built(stepwise, given_vars, arguments)
            if not (plan.each or is_last):
                continue
            full = _built(whole, given_vars, [*arguments, "--full-refresh"])
            compared = compare_marts(
                marts, full, [stepwise.duckdb_file(), whole.duckdb_file()], plan.limit
            )
            _print_compared(number, one, compared, is_last)
            differing += not all(mart.is_equal for mart in compared)
    return _print_verdict(slices, differing, plan)


def _scratch(
    project: Project, given_vars: Mapping[str, Any], target: str | None, file: Path
) -> Project:
    """The same project on a database of its own."""
    try:
        return find_project(
            str(project.folder), str(project.profiles_folder), target, str(file), given_vars
        )
    except Mistake as mistake:
        raise Mistake(f"A replay builds databases of its own. {mistake}") from mistake


@contextmanager
def _scratch_folder(keep: str | None) -> Iterator[Path]:
    """A folder that goes away, or the user's own, which must not hold such files yet."""
    if keep is None:
        with TemporaryDirectory(prefix="conversion_goals_replay_") as folder:
            yield Path(folder)
        return
    folder = Path(keep).resolve()
    there = [name for name in (SLICES, WHOLE) if (folder / f"{name}.duckdb").exists()]
    if there:
        raise Mistake(f"{folder / there[0]}.duckdb is there already: name another folder.")
    folder.mkdir(parents=True, exist_ok=True)
    yield folder


def _built(
    scratch: Project, given_vars: Mapping[str, Any], arguments: Sequence[str]
) -> dict[str, str]:
    """Build, and return the marts' full names."""
    run = build(scratch, given_vars, arguments)
    if run.errors:
        raise Mistake(f"The replay could not build: {' '.join(run.errors)}")
    return {name: where for name, where in run.relations.items() if name.startswith(MART)}


def _say(line: str) -> None:
    print(line, file=sys.stderr)


def _described(one: Slice) -> str:
    return f"{counted(one.rows, 'row')}, loaded until {one.until}"


def _print_compared(number: int, one: Slice, compared: Sequence[Compared], is_last: bool) -> None:
    """All marts after the last slice; before it those alone that differ."""
    print(f"after slice {number}, {_described(one)}:")
    for mart in compared:
        if mart.is_equal:
            if is_last:
                print(f"  {mart.mart}  equal: {counted(mart.rows, 'row')}")
            continue
        print(
            f"  {mart.mart}  differs: {counted(mart.only_first, 'row')} only slice by slice,"
            f" {counted(mart.only_second, 'row')} only in one full build"
        )
        _print_rows("only slice by slice", mart.only_first, mart.shown_first)
        _print_rows("only in one full build", mart.only_second, mart.shown_second)
    if not is_last and all(mart.is_equal for mart in compared):
        print("  every mart is equal")


def _print_rows(where: str, number: int, shown: Sequence[str]) -> None:
    for row in shown:
        print(f"    {where}: {row}")
    if number > len(shown):
        print(f"    {where}: {number - len(shown):,} more (see --limit)")


def _print_verdict(slices: Sequence[Slice], differing: int, plan: Plan) -> int:
    rows = counted(sum(one.rows for one in slices), "row")
    replayed = f"{rows} in {counted(len(slices), 'slice')}"
    when = "after every slice" if plan.each else "after the last slice"
    if differing:
        print(f"{replayed}: slice by slice gives other marts than one full build, {when}.")
    else:
        print(f"{replayed}: slice by slice gives the same marts as one full build, {when}.")
    if plan.keep:
        print(f"databases: {plan.keep}/{SLICES}.duckdb and {plan.keep}/{WHOLE}.duckdb")
    return 1 if differing else 0
