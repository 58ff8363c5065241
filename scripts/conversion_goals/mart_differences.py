"""The rows of a mart that two databases do not share: counted, and some of them shown."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from conversion_goals.database import literal, quoted

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection


@dataclass(frozen=True)
class Compared:
    """One mart in two databases: its rows, and how many only the one or the other has."""

    mart: str
    rows: int
    only_first: int
    only_second: int
    shown_first: tuple[str, ...] = ()
    shown_second: tuple[str, ...] = ()

    @property
    def is_equal(self) -> bool:
        """Whether both databases hold the same rows, each as often."""
        return not (self.only_first or self.only_second)


def compare_marts(
    first: Mapping[str, str], second: Mapping[str, str], files: list[Path], limit: int
) -> list[Compared]:
    """Compare marts, given as full names by mart, on all columns; at most `limit` rows shown."""
    with _both(files) as connection:
        return [
            _compare(connection, mart, first[mart], second[mart], limit) for mart in sorted(second)
        ]


@contextmanager
def _both(files: list[Path]) -> Iterator[DuckDBPyConnection]:
    """Attach each file under its own name: a view in it names its tables by that."""
    import duckdb

    with duckdb.connect() as connection:
        for file in files:
            connection.execute(f"attach {literal(str(file))} as {quoted(file.stem)} (read_only)")
        yield connection


def _compare(
    connection: DuckDBPyConnection, mart: str, first: str, second: str, limit: int
) -> Compared:
    """`except all` takes two nulls for the same, and counts repeated rows."""
    only_first = f"(from {first} except all from {second})"
    only_second = f"(from {second} except all from {first})"
    counts = connection.execute(
        f"select (select count(*) from {second}),"
        f" (select count(*) from {only_first}), (select count(*) from {only_second})"
    ).fetchall()[0]
    if not any(counts[1:]):
        return Compared(mart, *counts)
    return Compared(
        mart,
        *counts,
        _shown(connection, only_first, limit),
        _shown(connection, only_second, limit),
    )


def _shown(connection: DuckDBPyConnection, rows: str, limit: int) -> tuple[str, ...]:
    query = f"select cast(to_json(each) as varchar) from {rows} as each order by all limit {limit}"
    return tuple(text for (text,) in connection.execute(query).fetchall())
