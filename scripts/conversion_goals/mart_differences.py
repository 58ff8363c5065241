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
    """Two nulls are the same, repeated rows count; one query counts both: they may be views."""
    counts = connection.execute(
        f"""
        select
            coalesce(sum(in_second), 0),
            coalesce(sum(greatest(in_first - in_second, 0)), 0),
            coalesce(sum(greatest(in_second - in_first, 0)), 0)
        from (
            select
                * exclude (is_of_second),
                count(*) filter (where not is_of_second) as in_first,
                count(*) filter (where is_of_second) as in_second
            from (
                select *, false as is_of_second from {first}
                union all
                select *, true as is_of_second from {second}
            )
            group by all
        )
        """
    ).fetchall()[0]
    if not any(counts[1:]):
        return Compared(mart, *counts)
    return Compared(
        mart,
        *counts,
        _shown(connection, f"(from {first} except all from {second})", limit),
        _shown(connection, f"(from {second} except all from {first})", limit),
    )


def _shown(connection: DuckDBPyConnection, rows: str, limit: int) -> tuple[str, ...]:
    query = f"select cast(to_json(each) as varchar) from {rows} as each order by all limit {limit}"
    return tuple(text for (text,) in connection.execute(query).fetchall())
