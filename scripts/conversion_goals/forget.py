"""A person removed from the raw tables and from all models, in one transaction."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from conversion_goals.build import build, named_database, print_summary
from conversion_goals.database import opened, quoted
from conversion_goals.dbt_run import package_models
from conversion_goals.forget_models import (
    ARRIVALS,
    model_names,
    note_rows,
    remove_model_rows,
    settle_arrivals,
)
from conversion_goals.forget_raw import (
    find_theirs,
    raw_names,
    remove_raw_rows,
    remove_set_aside_lines,
    workspaces_of,
    workspaces_of_lines,
)
from conversion_goals.forgotten import remember, was_forgotten
from conversion_goals.mistake import Mistake
from conversion_goals.project import Project
from conversion_goals.show import print_table
from conversion_goals.wording import counted, first_line, listed

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

Models = Mapping[str, tuple[str, str]]


@dataclass(frozen=True)
class Removed:
    """What was removed: raw rows by table, and rows of the models."""

    raw_rows: Mapping[str, int]
    model_rows: int


def forget_command(
    project: Project,
    given_vars: Mapping[str, Any],
    person: str,
    workspace: str | None,
    *,
    is_asked: bool,
    for_dbt: Sequence[str] | None,
) -> int:
    """Remove, say what went, build if dbt's arguments are given, and return the exit code."""
    path = project.duckdb_file()
    if not path.is_file():
        raise Mistake(f"There is no database {path}: name another with --database.")
    with opened(project) as connection:
        where = chosen_workspace(connection, project, person, workspace)
    if where is None:
        print(f"{person} was forgotten before, and no row names them.")
        return 0
    with named_database(project):
        models = package_models(project, given_vars, for_dbt or [])
    with opened(project) as connection, _transaction(connection):
        removed = forget(connection, project, models, person, where)
        print_table(("raw table", "rows"), removed.raw_rows.items())
        rows = _rows_in_words(removed, person, where)
        if is_asked:
            print(f"{rows} to be removed")
            _ask()
    print(f"{rows} removed")
    if for_dbt is None:
        print("The next build brings totals up to date.")
        return 0
    run = build(project, given_vars, ["--exclude-resource-type", "unit_test", *for_dbt])
    print_summary(project, run)
    return run.exit_code


@contextmanager
def _transaction(connection: DuckDBPyConnection) -> Iterator[None]:
    """All or nothing; what DuckDB cannot do is a mistake."""
    import duckdb

    connection.execute("begin")
    try:
        yield
        connection.execute("commit")
    except BaseException as error:
        with suppress(duckdb.Error):
            connection.execute("rollback")
        if isinstance(error, duckdb.Error):
            raise Mistake(f"Nothing was removed: {first_line(error)}") from error
        raise


def chosen_workspace(
    connection: DuckDBPyConnection, project: Project, person: str, workspace: str | None
) -> str | None:
    """Return the workspace to remove the person from; None where it was done before."""
    found = workspaces_of(connection, raw_names(connection, project), person)
    # Lines are asked only where raw rows leave it open: an id may stand there by chance.
    if not found or (workspace and not {workspace, ""} & set(found)):
        found += workspaces_of_lines(connection, project, person)
    named = [one for one in found if one]
    place = f"{project.raw_schema} of {project.database}"
    if workspace in named or (found and not named):
        return workspace or ""
    if workspace is None and len(named) == 1:
        return named[0]
    if workspace is None and named:
        raise Mistake(
            f"{person} stands in the workspaces {listed(named)}: name one with --workspace."
        )
    if was_forgotten(connection, project.raw_schema, person):
        return None
    within = f" in workspace {workspace}" if workspace else ""
    raise Mistake(f"No row in {place} names the person {person}{within}, nor a line set aside.")


def forget(
    connection: DuckDBPyConnection, project: Project, models: Models, person: str, workspace: str
) -> Removed:
    """Remove all rows of one person within the caller's transaction."""
    import duckdb

    tables = raw_names(connection, project)
    names, columns = model_names(connection, models)
    is_built = ARRIVALS in names
    find_theirs(connection, tables, person, workspace)
    try:
        if is_built:
            note_rows(connection, names, workspace)
        lines = remove_set_aside_lines(connection, project, person, workspace)
        raw_rows = remove_raw_rows(connection, tables, workspace)
        if lines:
            raw_rows["lines set aside"] = lines
        model_rows = 0
        if is_built:
            model_rows = remove_model_rows(connection, names, columns, workspace)
            settle_arrivals(connection, names, workspace)
    except (duckdb.BinderException, duckdb.CatalogException, KeyError) as error:
        raise Mistake(
            "The models do not fit the raw tables: run `conversion-goals build`, then forget."
            f" ({first_line(error)})"
        ) from error
    remember(connection, quoted(project.raw_schema), workspace)
    return Removed(raw_rows, model_rows)


def _rows_in_words(removed: Removed, person: str, workspace: str) -> str:
    total = sum(removed.raw_rows.values())
    return (
        f"{person} of workspace {workspace or '(none)'}: {counted(total, 'raw row')} and"
        f" {counted(removed.model_rows, 'row')} of the models"
    )


def _ask() -> None:
    if not sys.stdin.isatty():
        raise Mistake("Nothing was removed: add --yes to remove these rows without being asked.")
    if input("Remove these rows for good? [y/N] ").strip().lower() not in ("y", "yes"):
        raise Mistake("Nothing was removed.")
