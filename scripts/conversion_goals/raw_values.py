"""Raw values read on DuckDB as the build reads them: by the models' own macros."""

from __future__ import annotations

from datetime import datetime
from functools import cache
from types import SimpleNamespace
from typing import TYPE_CHECKING

from conversion_goals.project import CLONE

if TYPE_CHECKING:
    from collections.abc import Callable

    from duckdb import DuckDBPyConnection

READERS = {
    "time": "read_time",
    "integer": "read_integer",
    "flag": "read_flag",
    "text": "id_text",
}


def read_as(kind: str, value: str) -> str:
    """Return SQL that reads a value as a kind of the contract; null where it reads as none.

    A time is a TIMESTAMP in UTC; of a type with decimals the text of a whole number is '7'.
    """
    if kind in READERS:
        return _macro(READERS[kind])(value)
    text = f"cast({value} as varchar)"
    return f"case when {_macro('is_json')(text)} then {text} end"


def read_time(text: str | None) -> datetime | None:
    """Return a time in UTC, None where the text is none."""
    answer = _connection().execute(f"select {read_as('time', '$1')}", [text]).fetchall()
    return answer[0][0]


def is_json(text: str) -> bool:
    """Whether the build takes a text for JSON."""
    answer = _connection().execute(f"select {read_as('json', '$1')} is not null", [text]).fetchall()
    return answer[0][0]


@cache
def _macro(name: str) -> Callable[[str], str]:
    import jinja2

    text = (CLONE / "macros" / "engines" / f"{name}.sql").read_text(encoding="utf-8")
    environment = jinja2.Environment(extensions=["jinja2.ext.do"], autoescape=False)
    # A macro of the file may call another.
    macros = environment.globals["conversion_goals"] = SimpleNamespace()
    vars(macros).update(vars(environment.from_string(text).module))
    return getattr(macros, f"duckdb__{name}")


@cache
def _connection() -> DuckDBPyConnection:
    import duckdb

    return duckdb.connect()
