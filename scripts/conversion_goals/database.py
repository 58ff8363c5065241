"""Opening DuckDB files, and saying plainly why one cannot be opened."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, nullcontext
from pathlib import Path
from typing import TYPE_CHECKING, Any

from conversion_goals.mistake import Mistake
from conversion_goals.project import Project
from conversion_goals.raw_tables import RAW_TABLES
from conversion_goals.wording import first_line

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection
    from psycopg2.extensions import connection, cursor

# The engines whose tables the runner can read.
ASKABLE = ("duckdb", "postgres")
Ask = Callable[..., list[tuple]]


@contextmanager
def opened(project: Project, read_only: bool = False) -> Iterator[DuckDBPyConnection]:
    """Open the project's database file in UTC, with the profile's options; close it at the end."""
    import duckdb

    path = project.duckdb_file()
    try:
        _check_magic(path)
        path.parent.mkdir(parents=True, exist_ok=True)
        connection = duckdb.connect(
            str(path), read_only=read_only, config=dict(project.config_options)
        )
    except (duckdb.Error, OSError) as error:
        raise Mistake(why_closed(str(path), str(error))) from error
    try:
        connection.execute("set TimeZone = 'UTC'")
        yield connection
    finally:
        connection.close()


def _check_magic(path: Path) -> None:
    """DuckDB takes a short file of any kind for a new database and writes over it."""
    if not path.is_file() or path.stat().st_size == 0:
        return
    with path.open("rb") as file:
        if file.read(12)[8:] != b"DUCK":
            raise Mistake(f"{path} is no DuckDB database: name another file with --database.")


def why_closed(path: str, error: str) -> str:
    """Return the sentence for a file that cannot be opened."""
    if "lock" in error.lower():
        process = re.search(r"PID (\d+)", error)
        holder = f"process {process.group(1)}" if process else "another process"
        return f"The database {path} is locked by {holder}: close it there, then run this again."
    return f"The database {path} cannot be opened: {first_line(error)}"


@contextmanager
def asked(project: Project) -> Iterator[Ask]:
    """Open the project's database to read: a query and the values of its `?`s in, its rows out."""
    if project.engine == "postgres":
        with connected(project) as cursor:
            cursor.execute("set transaction isolation level repeatable read, read only")

            def ask(query: str, given: Sequence[Any] = ()) -> list[tuple]:
                if given:
                    cursor.execute(query.replace("?", "%s"), list(given))
                else:
                    cursor.execute(query)
                return cursor.fetchall()

            yield ask
        return
    with opened(project, read_only=True) as connection:
        yield lambda query, given=(): connection.execute(query, list(given)).fetchall()


@contextmanager
def built_models(project: Project) -> Iterator[None]:
    """Whoever reads views asks what they rest on: where that is gone or changed, a mistake."""
    import duckdb

    unfit: list[type[Exception]] = [duckdb.CatalogException, duckdb.BinderException]
    if project.engine == "postgres":
        import psycopg2

        unfit.append(psycopg2.ProgrammingError)
    try:
        yield
    except tuple(unfit) as error:
        raise Mistake(
            f"The models in {project.place} no longer fit the tables that they rest on: run"
            f" `conversion-goals build`, then this again. ({first_line(error)})"
        ) from error


@contextmanager
def connected(project: Project, in_transaction: bool = True) -> Iterator[cursor]:
    """Connect to the project's Postgres in one transaction: what fails leaves no trace.

    Without one each statement stands for itself, as those that make and drop databases must.
    """
    connection = _connection(project)
    try:
        connection.autocommit = not in_transaction
        with connection if in_transaction else nullcontext(), connection.cursor() as own:
            own.execute("set datestyle = 'ISO'")
            yield own
    finally:
        connection.close()


def _connection(project: Project) -> connection:
    try:
        import psycopg2
    except ImportError as error:
        raise Mistake(
            "Postgres needs more than is installed: pip install 'conversion-goals[postgres]'."
        ) from error
    names = ("dbname", "user", "password", "host")
    named = {name: project.output.get(name) for name in names}
    try:
        return psycopg2.connect(port=project.output.get("port", 5432), **named)
    except psycopg2.OperationalError as error:
        raise Mistake(f"There is no way to {project.place}: {first_line(error)}") from error


def raw_relations(ask: Ask, project: Project) -> dict[str, str]:
    """Return the kind (BASE TABLE or VIEW) of each raw table of the contract that is there."""
    query = (
        "select lower(table_name), table_type from information_schema.tables"
        " where table_catalog = current_database()"
        f" and lower(table_schema) = lower({literal(project.raw_schema)})"
    )
    kinds = dict(ask(query))
    names = {table: project.raw_name(table).lower() for table in RAW_TABLES}
    return {table: kinds[name] for table, name in names.items() if name in kinds}


def raw_views(ask: Ask, project: Project) -> set[str]:
    """Return the raw tables that are views: nothing can be written into them."""
    return {table for table, kind in raw_relations(ask, project).items() if kind == "VIEW"}


def standing_table(connection: DuckDBPyConnection, schema: str, name: str) -> str | None:
    """Return the full name of a table of ours in the raw schema; None where it was never made."""
    query = (
        "select 1 from information_schema.tables where table_catalog = current_catalog()"
        " and lower(table_schema) = lower(?) and table_name = ?"
    )
    there = connection.execute(query, [schema, name]).fetchall()
    return f"{quoted(schema)}.{name}" if there else None


def among(column: str, values: Sequence[Any]) -> str:
    """Return the condition that a column is one of the values, with a `?` for each."""
    return f"{column} in ({', '.join('?' * len(values))})" if values else "1 = 0"


def quoted(name: str) -> str:
    """Return a name as an SQL identifier."""
    return '"' + name.replace('"', '""') + '"'


def table_of(relation: str) -> str:
    """Return a relation's own name in lower case, of its full and quoted one."""
    return relation.rpartition('."')[2].removesuffix('"').replace('""', '"').lower()


def literal(text: str) -> str:
    """Return a text as an SQL literal."""
    return "'" + text.replace("'", "''") + "'"
