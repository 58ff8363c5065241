"""Worlds as raw tables in DuckDB: text columns or native ones."""

import json
from collections.abc import Iterable, Iterator
from itertools import cycle

import duckdb
from conversion_goals.raw_tables import is_id
from evaluator.reading import as_text as text_of
from evaluator.reading import cast
from evaluator.tables import TABLES

Row = dict[str, object]
Raw = dict[str, list[Row]]


def native(raw: Raw) -> Raw:
    """The same rows as columns of native types would hold them: what doesn't cast is null."""
    return {
        table: [
            {column: _native(TABLES[table].columns[column], value) for column, value in row.items()}
            for row in rows
        ]
        for table, rows in raw.items()
    }


def _native(kind: str, value: object) -> object:
    if kind not in ("time", "integer", "boolean"):
        return value
    try:
        return cast(kind, text_of(value))
    except ValueError:
        return None


def numbered(raw: Raw) -> Raw:
    """The same rows with a whole number for each id, wherever it stands; empty ones are null."""
    numbers: dict[str, str] = {}

    def read(column: str, value: object) -> object:
        if not is_id(column):
            return value
        return numbers.setdefault(value, str(len(numbers) + 1)) if value else None

    return {
        table: [{column: read(column, row[column]) for column in row} for row in rows]
        for table, rows in raw.items()
    }


def making_ids_numbers(types: Iterable[str]) -> Iterator[str]:
    """Statements that give the id columns of the raw tables these types, one after the other."""
    turns = cycle(types)
    for name, table in TABLES.items():
        for column in filter(is_id, table.columns):
            type_ = next(turns)
            yield (
                f"alter table raw.{name} alter {column} type {type_}"
                f" using cast(nullif({column}, '') as {type_})"
            )


DUCKDB_TYPES = {"time": "timestamp", "integer": "bigint", "boolean": "boolean"}


def write_world(
    connection: duckdb.DuckDBPyConnection,
    raw: Raw,
    schema: str = "raw",
    *,
    as_text: bool = False,
) -> None:
    """Makes the eleven raw tables where they are not there yet, and adds the rows to them.

    With `as_text` every column is text; else columns have native types, and every value must
    cast (see `native`).
    """
    connection.execute(f'create schema if not exists "{schema}"')
    for table, shape in TABLES.items():
        types = {
            column: "varchar" if as_text else DUCKDB_TYPES.get(kind, "varchar")
            for column, kind in shape.columns.items()
        }
        columns = ", ".join(f'"{column}" {kind}' for column, kind in types.items())
        connection.execute(f'create table if not exists "{schema}"."{table}" ({columns})')
        rows = raw.get(table, [])
        if rows:
            _insert(connection, f'"{schema}"."{table}"', types, rows)


def _insert(
    connection: duckdb.DuckDBPyConnection, table: str, types: dict[str, str], rows: list[Row]
) -> None:
    """All rows in one statement, handed over as one JSON text."""
    texts = [{column: text_of(row.get(column)) for column in types} for row in rows]
    structure = json.dumps([dict.fromkeys(types, "VARCHAR")])
    casts = ", ".join(f'cast(each."{column}" as {kind})' for column, kind in types.items())
    connection.execute(
        f"insert into {table} select {casts} from"
        f" (select unnest(from_json(?::json, '{structure}')) as each)",
        [json.dumps(texts)],
    )


def joined(worlds: Iterable[Raw]) -> Raw:
    """Many worlds as one set of raw tables."""
    together: Raw = {table: [] for table in TABLES}
    for raw in worlds:
        for table, rows in raw.items():
            together[table].extend(rows)
    return together
