"""The raw tables of a database in slices by arrival, copied slice by slice into another one."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from conversion_goals.database import literal, opened, quoted
from conversion_goals.mistake import Mistake
from conversion_goals.project import Project
from conversion_goals.raw_tables import RAW_TABLES
from conversion_goals.raw_values import read_as
from conversion_goals.wording import first_line

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

SOURCE = "replayed"
# What does not read stands among the first.
ARRIVAL = read_as("time", "loaded_at")


@dataclass(frozen=True)
class Slice:
    """The rows that arrived after the slice before it, up to and including `until`."""

    after: str | None
    until: str
    rows: int


@dataclass(frozen=True)
class RawCopy:
    """The raw tables of one project's database."""

    project: Project
    tables: Sequence[str]

    def name(self, table: str, catalog: str | None = None) -> str:
        """Return a raw table's full name, in this database or in an attached one."""
        names = (self.project.raw_schema, self.project.raw_name(table))
        return ".".join(quoted(name) for name in ((catalog,) if catalog else ()) + names)


def find_raw(project: Project) -> RawCopy:
    """Look up the raw tables of a database, which is only read."""
    path = project.duckdb_file()
    if not path.is_file():
        raise Mistake(f"There is no database {path}: name another with --database.")
    query = (
        "select lower(table_name) from information_schema.columns where"
        " lower(table_schema) = lower(?) and table_catalog = current_catalog()"
        " and lower(column_name) = 'loaded_at'"
    )
    with opened(project, read_only=True) as connection:
        there = {name for (name,) in connection.execute(query, [project.raw_schema]).fetchall()}
    tables = [table for table in RAW_TABLES if project.raw_name(table).lower() in there]
    if not tables:
        raise Mistake(
            f"There is no schema {project.raw_schema} with raw tables in {path}: name yours by"
            " the var conversion_goals_raw_schema."
        )
    return RawCopy(project, tables)


def find_slices(raw: RawCopy, number: int, unit: str | None = None) -> list[Slice]:
    """Cut the rows into so many slices of about the same size, or into one a day or an hour."""
    moments = " union all ".join(
        f"select {ARRIVAL} as moment from {raw.name(table)}" for table in raw.tables
    )
    before = "sum(rows) over (order by moment) - rows"
    place = f"date_trunc('{unit}', moment)" if unit else f"({before}) * {number} // total"
    query = f"""
        with moments as ({moments}),
        readable as (select coalesce(moment, min(moment) over ()) as moment from moments),
        counted as (select moment, count(*) as rows from readable group by all),
        totals as (select *, sum(rows) over () as total from counted),
        placed as (select moment, rows, {place} as place from totals)
        select cast(max(moment) as varchar), cast(sum(rows) as bigint)
        from placed group by place order by max(moment)
    """
    with opened(raw.project, read_only=True) as connection:
        ends = connection.execute(query).fetchall()
    if len(ends) < 2:
        raise Mistake(
            f"The rows in {raw.project.raw_schema} of {raw.project.database} are one slice"
            f" by loaded_at{': cut finer with --slices or --by hour' if unit else ''}:"
            " there is nothing to replay."
        )
    befores = [None, *(until for until, _ in ends)]
    return [Slice(after, *end) for after, end in zip(befores, ends, strict=False)]


def make_raw_tables(raw: RawCopy, scratch: Project) -> None:
    """Make the raw tables of the source in another database, still empty."""
    with _beside_source(raw, scratch) as connection:
        connection.execute(f"create schema {quoted(raw.project.raw_schema)}")
        for table in raw.tables:
            connection.execute(
                f"create table {raw.name(table)} as from {raw.name(table, SOURCE)} limit 0"
            )


def copy_slice(raw: RawCopy, scratch: Project, one: Slice) -> None:
    """Add the rows of one slice to the raw tables of another database."""
    with _beside_source(raw, scratch) as connection:
        until = f"({ARRIVAL}) <= timestamp {literal(one.until)}"
        bounds = (
            f"{until} or ({ARRIVAL}) is null"
            if one.after is None
            else f"{until} and ({ARRIVAL}) > timestamp {literal(one.after)}"
        )
        for table in raw.tables:
            connection.execute(
                f"insert into {raw.name(table)} from {raw.name(table, SOURCE)} where {bounds}"
            )


@contextmanager
def _beside_source(raw: RawCopy, scratch: Project) -> Iterator[DuckDBPyConnection]:
    """Open the other database with the source attached to it, to be read only."""
    import duckdb

    with opened(scratch) as connection:
        path = literal(str(raw.project.database))
        try:
            connection.execute(f"attach {path} as {SOURCE} (read_only)")
            yield connection
        except duckdb.Error as error:
            raise Mistake(
                f"{raw.project.database} cannot be copied into slices: {first_line(error)}"
            ) from error
