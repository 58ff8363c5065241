"""Export files into a raw schema on Postgres: each file once, in one transaction, by COPY.

Every raw column is text there. A column of another type could not become text for the sake of one
value that does not read, once the package's views look at it.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Sequence, Set
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from conversion_goals.database import connected, literal, quoted, raw_views
from conversion_goals.export_files import ExportFile, recognised
from conversion_goals.load import (
    LEDGER,
    Loaded,
    LoadReport,
    check_columns,
    digest_of,
    names_workspaces,
    progress,
    refuse_view,
    supplied,
)
from conversion_goals.mistake import Mistake
from conversion_goals.project import Project
from conversion_goals.raw_tables import RAW_TABLES, RawTable
from conversion_goals.readers import Rows, read_rows, unreadable
from conversion_goals.wording import first_line, listed

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection
    from psycopg2.extensions import cursor

LEDGER_COLUMNS = (
    "file_name text, sha256 text, table_name text, workspace_id text, rows bigint,"
    " loaded_at timestamp"
)


def load_into_postgres(
    project: Project,
    paths: Sequence[Path],
    workspace: str | None,
    now: datetime,
    report: LoadReport,
) -> None:
    """Load all files; one that is refused does not keep the others out."""
    import duckdb

    with connected(project) as cursor:
        views = _prepare(cursor, project)
    with duckdb.connect() as reader:
        reader.execute("set TimeZone = 'UTC'")
        for number, path in enumerate(paths, start=1):
            progress(f"loading {number} of {len(paths)}: {path.name}")
            try:
                file = recognised(path, workspace)
                with connected(project) as cursor:
                    report.loaded.append(
                        _load(cursor, reader, project, file, views, now, report.notes)
                    )
            except Mistake as mistake:
                report.refused.append(str(mistake))
        progress("")


def _prepare(cursor: cursor, project: Project) -> set[str]:
    """Create what is missing of the raw schema; refuse columns that are no text.

    Views among the raw tables stay as they are, and are returned.
    """
    import psycopg2

    encoding = cursor.connection.get_parameter_status("server_encoding")
    if encoding != "UTF8":
        raise Mistake(
            f"The encoding of {project.place} is {encoding}: conversion_goals needs a database in"
            " UTF8."
        )

    def ask(query: str) -> list[tuple]:
        cursor.execute(query)
        return cursor.fetchall()

    views = raw_views(ask, project)
    tables = [table for table in RAW_TABLES.values() if table.name not in views]
    try:
        _create_missing(cursor, project, tables)
    except psycopg2.Error as error:
        raise Mistake(
            f"The raw schema {project.raw_schema} cannot be made: Postgres says:"
            f" {first_line(error)}"
        ) from error
    cursor.execute(
        "select table_name, column_name, data_type from information_schema.columns"
        " where table_schema = %s and table_name = any(%s)"
        " and data_type not in ('text', 'character varying')",
        [project.raw_schema, [project.raw_name(table.name) for table in tables]],
    )
    others = [f"{table}.{column} is {type_}" for table, column, type_ in cursor.fetchall()]
    if others:
        raise Mistake(
            f"The raw schema {project.raw_schema} was made by another pipeline"
            f" ({listed(others[:3])}): load keeps every value as text, in a schema of its own; name"
            " one by the var conversion_goals_raw_schema."
        )
    return views


def _create_missing(cursor: cursor, project: Project, tables: Iterable[RawTable]) -> None:
    schema = quoted(project.raw_schema)
    cursor.execute(f"create schema if not exists {schema}")
    cursor.execute(f"create table if not exists {schema}.{LEDGER} ({LEDGER_COLUMNS})")
    for table in tables:
        name = f"{schema}.{quoted(project.raw_name(table.name))}"
        columns = [f"{quoted(column)} text" for column in table.columns]
        cursor.execute(f"create table if not exists {name} ({', '.join(columns)})")
        added = ", ".join(f"add column if not exists {column}" for column in columns)
        cursor.execute(f"alter table {name} {added}")


def _load(
    cursor: cursor,
    reader: DuckDBPyConnection,
    project: Project,
    file: ExportFile,
    views: Set[str],
    now: datetime,
    notes: list[str],
) -> Loaded:
    """Load one file, unless the ledger knows its content."""
    import psycopg2

    schema, digest = quoted(project.raw_schema), digest_of(file)
    name = f"{schema}.{quoted(project.raw_name(file.table))}"
    try:
        cursor.execute(
            f"select workspace_id from {schema}.{LEDGER} where sha256 = %s and table_name = %s",
            [digest, file.table],
        )
        known = [workspace for (workspace,) in cursor.fetchall()]
        if file.workspace in known:
            return Loaded(file.name, file.table, None)
        refuse_view(file, project, views)
        rows = read_rows(reader, file)
        if known and names_workspaces(rows):
            return Loaded(file.name, file.table, None)
        notes += check_columns(file, rows)
        count = _copy(cursor, reader, name, file, rows, now)
        cursor.execute(
            f"insert into {schema}.{LEDGER} values (%s, %s, %s, %s, %s, %s)",
            [file.name, digest, file.table, file.workspace, count, now],
        )
    except psycopg2.Error as error:
        raise Mistake(f"{file.name} is refused: Postgres says: {first_line(error)}") from error
    return Loaded(file.name, file.table, count)


def _copy(
    cursor: cursor,
    reader: DuckDBPyConnection,
    name: str,
    file: ExportFile,
    rows: Rows,
    now: datetime,
) -> int:
    """A file's rows, every value as text."""
    import duckdb

    table = RAW_TABLES[file.table]
    values = {column: rows.texts[column] for column in table.columns if column in rows.texts}
    values |= supplied(file, rows, now)
    columns = ", ".join(quoted(column) for column in values)
    texts = ", ".join(f"cast({value} as varchar)" for value in values.values())
    try:
        return copy_rows(
            cursor, reader, f"select {texts} from {rows.relation}", f"{name} ({columns})"
        )
    except duckdb.Error as error:
        raise unreadable(file, error) from error


def copy_rows(cursor: cursor, reader: DuckDBPyConnection, query: str, into: str) -> int:
    """Copy what DuckDB answers into a table, and return the number of rows.

    Through one CSV, in which an empty text is quoted and a null is not.
    """
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "rows.csv"
        reader.execute(
            f"copy ({query}) to {literal(str(path))}"
            " (format csv, header false, force_quote *, nullstr '')"
        )
        with path.open("rb") as lines:
            cursor.copy_expert(f"copy {into} from stdin (format csv)", lines)
    return cursor.rowcount
