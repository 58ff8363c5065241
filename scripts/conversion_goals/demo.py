"""The demo: a world in export files, loaded and built by the commands' own code, then shown."""

from __future__ import annotations

import shutil
import sys
from dataclasses import dataclass
from pathlib import Path

from conversion_goals.build import build, print_summary
from conversion_goals.database import opened
from conversion_goals.demo_marts import print_marts
from conversion_goals.load import load_files, print_report
from conversion_goals.mistake import Mistake
from conversion_goals.project import Project, find_project
from conversion_goals.report import PAGE_NAME, write_report
from conversion_goals.variables import read_vars

MARK = "conversion_goals_demo"
FEWEST, MOST = 100, 100_000


@dataclass(frozen=True)
class Data:
    """One of the demo's worlds: its workspace, what it is, and the moment that it ends."""

    workspace: str
    says: str
    as_of: str


DATA = {
    "made": Data("1204", "a made-up online school, January to May 2026", "2026-06-01"),
    "completejourney": Data(
        "8451", "84.51's Complete Journey, the real purchases of 2017", "2018-01-01"
    ),
}


def demo_command(database: str | None, data: str, people: int, seed: int) -> int:
    """Make, load, build and show a world; return the exit code."""
    if not FEWEST <= people <= MOST:
        raise Mistake(f"--people is {people}: it can be {FEWEST} to {MOST:,}.")
    given = read_vars(None, DATA[data].as_of)
    target = find_project().target_folder
    project = find_project(
        database=database or str(target / "demo.duckdb"), target="duckdb", variables=given
    )
    files = target / "demo_files"
    _start_afresh(project)
    print(f"Writing {DATA[data].says}, as export files ...", file=sys.stderr)
    _write(files, data, people, seed)
    report = load_files(project, [str(files)])
    print_report(report, project)
    if report.refused:
        raise Mistake(" ".join(report.refused))
    # Unit tests prove the models, not this world: ./scripts/test runs them.
    run = build(project, given, ["--exclude-resource-type", "unit_test"])
    if not run.errors:
        print_marts(project, run)
    print_summary(project, run)
    print(f"export files: {files}; verdicts are as of {DATA[data].as_of}")
    if not run.errors:
        page = target / PAGE_NAME
        write_report(project, run.relations, page)
        print(f"report, open it in a browser: {page}")
    return run.exit_code


def _start_afresh(project: Project) -> None:
    """Remove an earlier demo's database, and no other."""
    path = project.duckdb_file()
    if path.exists():
        query = "select count(*) from information_schema.schemata where schema_name = ?"
        with opened(project) as connection:
            if not connection.execute(query, [MARK]).fetchall()[0][0]:
                raise Mistake(
                    f"{path} is no demo database, and the demo would start it afresh: name"
                    " another file with --database."
                )
        path.unlink()
        path.with_name(f"{path.name}.wal").unlink(missing_ok=True)
    with opened(project) as connection:
        connection.execute(f"create schema {MARK}")


def _write(files: Path, data: str, people: int, seed: int) -> None:
    shutil.rmtree(files, ignore_errors=True)
    workspace = DATA[data].workspace
    if data == "completejourney":
        from conversion_goals.completejourney import write_completejourney

        write_completejourney(files, workspace)
        return
    from conversion_goals.demo_files import write_files
    from conversion_goals.demo_world import make_world

    write_files(make_world(people, seed), files, workspace, seed)
