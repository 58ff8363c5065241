"""What report and doctor read, in DuckDB: the file itself, or a copy of what another engine has.

So their questions stand once, in one dialect. A copy holds only the columns that a question names.
"""

from __future__ import annotations

import re
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from conversion_goals.database import connected, opened, quoted
from conversion_goals.mistake import Mistake
from conversion_goals.project import Project
from conversion_goals.raw_tables import is_id
from conversion_goals.raw_values import read_as

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection
    from psycopg2.extensions import cursor

THERE = (
    "select lower(table_schema), lower(table_name) from information_schema.tables"
    " where table_catalog = current_database()"
)
# What DuckDB calls the types of the marts otherwise; all else that it reads is text.
TYPES = {
    "bigint": "bigint",
    "boolean": "boolean",
    "date": "date",
    "double precision": "double",
    "integer": "integer",
    "timestamp without time zone": "timestamp",
}


def check_readable(project: Project) -> None:
    """Raise a mistake where report and doctor cannot look."""
    if project.engine == "postgres":
        return
    if not project.duckdb_file().is_file():
        raise Mistake(
            f"There is no database {project.place}: name another with --database, fill one with"
            " `conversion-goals load FOLDER`, or make the raw tables views of your own with"
            " `conversion-goals init FOLDER`."
        )


@contextmanager
def readable(
    project: Project, wanted: Mapping[str, str], questions: Sequence[str]
) -> Iterator[tuple[DuckDBPyConnection, dict[str, str]]]:
    """Open what is there of the wanted relations (name: where); each by its name."""
    if project.engine != "postgres":
        with opened(project, read_only=True) as connection:
            there = those_there(wanted, connection.execute(THERE).fetchall())
            yield connection, there
        return
    import duckdb

    words = set(re.findall(r"\w+", " ".join(questions)))
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch)
        with duckdb.connect(str(folder / "copy.duckdb")) as connection:
            connection.execute("set TimeZone = 'UTC'")
            with connected(project) as cursor:
                cursor.execute("set transaction isolation level repeatable read, read only")
                cursor.execute(THERE)
                there = those_there(wanted, cursor.fetchall())
                for name, where in there.items():
                    _copy(cursor, connection, folder / "rows.csv", where, name, words)
            yield connection, {name: quoted(name) for name in there}


def with_text_ids(connection: DuckDBPyConnection, where: str) -> str:
    """Return a raw table as a relation whose ids are text as in the build, whatever their type."""
    described = connection.execute(f"describe {where}").fetchall()
    texts = [
        f"{read_as('text', quoted(name))} as {quoted(name)}"
        for name, *_ in described
        if is_id(name.lower())
    ]
    return f"(select * replace ({', '.join(texts)}) from {where})" if texts else where


def those_there(wanted: Mapping[str, str], found: Sequence[tuple]) -> dict[str, str]:
    """Return the wanted relations (name: where) that are among the rows that THERE found."""
    there = {f"{schema}.{name}" for schema, name in found}
    return {name: where for name, where in wanted.items() if _schema_and_name(where) in there}


def _schema_and_name(relation: str) -> str:
    """A relation's own name behind its schema's, whether or not a database stands before."""
    return ".".join(relation.replace('"', "").lower().split(".")[-2:])


def _copy(
    cursor: cursor,
    connection: DuckDBPyConnection,
    path: Path,
    where: str,
    name: str,
    words: set[str],
) -> None:
    """Copy the columns of a relation that a question names; of one without such, its rows alone."""
    cursor.execute(
        "select attname, format_type(atttypid, null) from pg_attribute"
        " where attrelid = %s::regclass and attnum > 0 and not attisdropped order by attnum",
        [where],
    )
    columns = {
        column: TYPES.get(kind, "varchar") for column, kind in cursor.fetchall() if column in words
    }
    listed = ", ".join(quoted(column) for column in columns) or "1 as row"
    with path.open("wb") as file:
        cursor.copy_expert(f"copy (select {listed} from {where}) to stdout (format csv)", file)
    shape = ", ".join(f"{quoted(c)}: '{kind}'" for c, kind in columns.items()) or "row: 'integer'"
    connection.execute(
        f"create table {quoted(name)} as select * from read_csv(?, auto_detect = false,"
        f" new_line = '\\n', delim = ',', quote = '\"', escape = '\"', allow_quoted_nulls = false,"
        f" columns = {{{shape}}})",
        [str(path)],
    )
