"""Raw rows to accepted rows: casts, rejections (Q1) and the newest row of each key (Q2)."""

import json
import re
from collections import defaultdict
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from .settings import Settings
from .tables import TABLES, Table
from .times import EPOCH, canonical_time, utc_time
from .trees import Unreadable, strict_json
from .versions import GOAL_COLUMNS, read_version

Raw = dict[str, list[dict[str, object]]]
Values = dict[str, object]

_INTEGER = re.compile(r"([+-]?[0-9]+)(\.0+)?")
_BOOLEANS = {"true": True, "t": True, "1": True, "false": False, "f": False, "0": False}


@dataclass(frozen=True)
class Row:
    table: str
    values: Values  # cast; None where missing or unreadable
    unreadable: frozenset[str]  # columns
    raw_row: str
    source_key: str


@dataclass(frozen=True)
class Readings:
    """One raw table, read: accepted + rejected + duplicates = raw rows."""

    accepted: list[Row]
    rejected: list[tuple[Row, str]]
    raw_rows: int
    newest_loaded_at: dict[str, datetime]  # by workspace, rejected and repeated rows too

    @property
    def duplicates(self) -> int:
        return self.raw_rows - len(self.accepted) - len(self.rejected)


def read_table(name: str, raw: Raw, settings: Settings) -> Readings:
    rows = [read_row(name, raw_row, settings) for raw_row in raw.get(name, [])]
    if name in settings.absent:
        rows = []
    sound, rejected = [], []
    for row in rows:
        problem = problem_of(row)
        if problem is None:
            sound.append(row)
        else:
            rejected.append((row, problem))
    newest_loaded_at: dict[str, datetime] = {}
    for row in rows:
        workspace, loaded_at = row.values["workspace_id"], row.values["loaded_at"]
        if workspace is not None and loaded_at is not None:
            newest = max(loaded_at, newest_loaded_at.get(workspace, loaded_at))
            newest_loaded_at[workspace] = newest
    # Q2: broken rows are set aside first.
    return Readings(newest_of_each_key(sound), rejected, len(rows), newest_loaded_at)


def read_row(name: str, raw_row: dict[str, object], settings: Settings) -> Row:
    table = TABLES[name]
    texts, values, unreadable = {}, {}, set()
    for column, kind in table.columns.items():
        absent = f"{name}.{column}" in settings.absent
        text = None if absent else as_text(raw_row.get(column))
        try:
            values[column] = cast(kind, text)
        except ValueError:
            values[column] = None
            unreadable.add(column)
        is_time = kind == "time" and values[column] is not None
        texts[column] = canonical_time(values[column]) if is_time else text
    # Q2: the canonical row: all columns in order, no blanks.
    canonical = json.dumps(texts, ensure_ascii=False, separators=(",", ":"))
    source_key = ":".join(texts[column] or "" for column in table.key)
    return Row(name, values, frozenset(unreadable), canonical, source_key)


def as_text(value: object) -> str | None:
    """A raw value as the text that a warehouse would write for it."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, datetime):
        naive = value if value.tzinfo is None else value.astimezone(UTC).replace(tzinfo=None)
        return naive.isoformat(sep=" ", timespec="microseconds")
    return None if value is None else str(value)


def cast(kind: str, text: str | None) -> object:
    """The value in a text; ValueError where it doesn't cast."""
    if text is None or (kind == "id" and text == ""):  # empty text in an id is none
        return None
    if kind == "time":
        return _known(utc_time(text), text)
    if kind == "integer":
        return _integer(text)
    if kind == "boolean":
        return _known(_BOOLEANS.get(text.lower()), text)
    if kind == "json":
        return None if text == "" else strict_json(text)  # G8: empty text is no properties
    return text


def _known(value: object, text: str) -> object:
    if value is None:
        raise ValueError(f"cannot read {text}")
    return value


def _integer(text: str) -> int:
    match = _INTEGER.fullmatch(text)
    if match is None or not -(2**63) <= int(match[1]) < 2**63:
        raise ValueError(f"no integer: {text}")
    return int(match[1])


def problem_of(row: Row) -> str | None:
    """Q1: what is wrong with a row; None where nothing is."""
    table, values = TABLES[row.table], row.values
    needed = ["workspace_id", *table.key, "loaded_at", *_own_time(table)]
    for column in needed:
        if values[column] is None or values[column] == "":
            return f"no {column}"
    unreadable = row.unreadable
    if row.table == "campaign_goals" and values["goal_type"] is None:
        unreadable = unreadable - GOAL_COLUMNS  # G6: not looked at
    if unreadable:
        return f"unreadable {', '.join(sorted(unreadable))}"
    if row.table == "segment_changes" and values["change"] not in ("entered", "left"):
        return f"unknown change {values['change']}"
    if row.table == "campaign_goals":
        try:
            read_version(values)
        except Unreadable as error:
            return str(error)
    return None


def _own_time(table: Table) -> list[str]:
    return [] if table.own_time is None else [table.own_time]


def newest_of_each_key(rows: list[Row]) -> list[Row]:
    """Q2: of one key, one row stands."""
    by_key: dict[tuple, list[Row]] = defaultdict(list)
    for row in rows:
        key = ("workspace_id", *TABLES[row.table].key)
        by_key[tuple(row.values[column] for column in key)].append(row)
    return [max(same, key=_rank) for same in by_key.values()]


def _rank(row: Row) -> tuple:
    """Greatest seq_num (null is least), latest loaded_at, greatest canonical row."""
    values = row.values
    # A2: for events the first processed_at comes before all else.
    since = EPOCH - values["processed_at"] if row.table == "events" else timedelta(0)
    seq_num = values.get("seq_num")
    known = (seq_num is not None, seq_num or 0)
    return since, known, values["loaded_at"], row.raw_row.encode()
