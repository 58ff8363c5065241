"""Rows as export files in the vendor's shape: some sent again, some late, a few broken."""

from __future__ import annotations

import json
import random
from collections.abc import Iterable
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from conversion_goals.database import literal, quoted
from conversion_goals.raw_tables import JSON_COLUMNS, RAW_TABLES, SQL_TYPES, column_kind

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

Row = dict[str, Any]

# The vendor's export has no such columns: file name and loader supply them.
NOT_EXPORTED = {"workspace_id", "loaded_at"}
NUMBERED = {"campaign_id", "action_id", "newsletter_id", "content_id"}
COME_LATE = {"deliveries", "metrics", "events", "outputs", "subjects", "segment_changes"}
LATE_SHARE = REPEATED_SHARE = 0.02


def write_files(rows: dict[str, list[Row]], folder: Path, workspace: str, seed: int) -> None:
    """Write each table as file 1, some as 2 (late and repeated rows) and 3 (broken rows)."""
    import duckdb

    dice = random.Random(seed)
    folder.mkdir(parents=True, exist_ok=True)
    with duckdb.connect() as connection:
        for table, own in rows.items():
            first, second = _in_two_exports(own, dice) if table in COME_LATE else (own, [])
            write_file(connection, folder, table, workspace, 1, first)
            if second:
                write_file(connection, folder, table, workspace, 2, second)
        for table, broken in broken_rows(rows).items():
            write_file(connection, folder, table, workspace, 3, broken, as_text=True)


def _in_two_exports(rows: list[Row], dice: random.Random) -> tuple[list[Row], list[Row]]:
    """An export sends a row at least once, and not always in the first file."""
    late = {index for index in range(len(rows)) if dice.random() < LATE_SHARE}
    first = [row for index, row in enumerate(rows) if index not in late]
    repeated = [row for row in first if dice.random() < REPEATED_SHARE]
    return first, [rows[index] for index in sorted(late)] + repeated


def broken_rows(rows: dict[str, list[Row]]) -> dict[str, list[Row]]:
    """A few rows of the kind that real exports hold: each is set aside, with its reason."""
    event, metric, delivery = (rows[name][0] for name in ("events", "metrics", "deliveries"))
    return {
        "events": [
            {**event, "event_id": "broken-1", "processed_at": "yesterday"},
            {**event, "event_id": "broken-2", "properties": '{"cart": '},
            {**event, "event_id": None},
        ],
        "metrics": [{**metric, "event_id": "broken-3", "created_at": None}],
        "deliveries": [{**delivery, "delivery_id": "", "seq_num": "first"}],
    }


def write_file(
    connection: DuckDBPyConnection,
    folder: Path,
    table: str,
    workspace: str,
    sequence: int,
    rows: Iterable[Row],
    as_text: bool = False,
) -> Path:
    """Write one parquet file with the contract's columns, natively typed or all as text."""
    path = folder / f"{table}_v4_{workspace}_{sequence}.parquet"
    lines = path.with_suffix(".ndjson")
    with lines.open("w", encoding="utf-8") as out:
        for row in rows:
            out.write(json.dumps({name: _plain(name, value) for name, value in row.items()}))
            out.write("\n")
    columns = [name for name in RAW_TABLES[table].columns if name not in NOT_EXPORTED]
    types = ", ".join(f"{quoted(name)}: '{_type(name, as_text)}'" for name in columns)
    connection.execute(
        f"copy (from read_json({literal(str(lines))}, format = 'newline_delimited',"
        f" columns = {{{types}}})) to {literal(str(path))} (format parquet)"
    )
    lines.unlink()
    return path


def _type(column: str, as_text: bool) -> str:
    if as_text:
        return "VARCHAR"
    return "BIGINT" if column in NUMBERED else SQL_TYPES[column_kind(column)]


def _plain(column: str, value: Any) -> Any:
    if column in JSON_COLUMNS and value is not None and not isinstance(value, str):
        return json.dumps(value)
    return value.isoformat(sep=" ") if isinstance(value, datetime) else value
