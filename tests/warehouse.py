"""A DuckDB file with raw tables, the package's own build on it, and its marts compared."""

import os
import shutil
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Self

import duckdb
from conversion_goals.build import build as build_marts
from conversion_goals.dbt_run import DbtRun
from conversion_goals.project import find_project
from worlds import write_world

Row = dict[str, object]
Raw = dict[str, list[Row]]
Marts = dict[str, list[Row]]

IS_LONG = os.environ.get("CONVERSION_GOALS_LONG") == "1"
ON_ALL_ENGINES = os.environ.get("CONVERSION_GOALS_ENGINES") == "1"

# People read the reason of a rejection; no rule words it.
FREE_TEXT = {("conversion_goals__rejected_rows", "reason")}
MODELS_ALONE = ("--exclude", "test_type:unit", "test_type:data")
# What only the tests of the reconciliation and of scenarios look at: a fifth of a build.
SELDOM_ASKED = ("int_platform_conversions+", "int_scenarios+")
MODELS_COMPARED = (*MODELS_ALONE, *SELDOM_ASKED)


@dataclass
class Warehouse:
    """One database; `arrive` adds raw rows, `build` runs dbt, `differences` reads the marts."""

    database: Path
    raw: Raw = field(default_factory=dict)
    project_dir: Path | None = None

    def arrive(self, rows: Raw, *, as_text: bool = True) -> None:
        """Add rows to the raw tables, which are made where they are not there yet."""
        for table, added in rows.items():
            self.raw.setdefault(table, []).extend(added)
        with duckdb.connect(str(self.database)) as connection:
            write_world(connection, rows, as_text=as_text)

    def copied(self, folder: Path) -> Self:
        """A copy under the same name, alone there: the views in it call their tables by that."""
        for left in folder.glob(f"{self.database.name}*"):
            left.unlink()
        path = Path(shutil.copy(self.database, folder))
        return replace(self, database=path, raw={k: list(rows) for k, rows in self.raw.items()})

    def try_build(
        self,
        variables: Mapping[str, object] | None = None,
        arguments: Sequence[str] = MODELS_COMPARED,
    ) -> DbtRun:
        """Run `dbt build`; what went wrong is in the result."""
        given = dict(variables or {})
        folder = self.project_dir and str(self.project_dir)
        project = find_project(folder, database=str(self.database), variables=given)
        return build_marts(project, given, list(arguments))

    def build(
        self,
        variables: Mapping[str, object] | None = None,
        arguments: Sequence[str] = MODELS_COMPARED,
    ) -> None:
        """Run `dbt build`, which must come to its end without a failed check."""
        run = self.try_build(variables, arguments)
        assert run.exit_code == 0, (run.errors, run.failed_checks)

    def mart(self, name: str, columns: Sequence[str]) -> list[tuple]:
        """Return a mart's rows, the given columns alone."""
        listed = ", ".join(f'"{column}"' for column in columns)
        with duckdb.connect(str(self.database), read_only=True) as connection:
            return connection.execute(f"select {listed} from {name}").fetchall()

    def answer(self, sql: str) -> list[tuple]:
        """Return what the database answers."""
        with duckdb.connect(str(self.database), read_only=True) as connection:
            return connection.execute(sql).fetchall()

    def marts_like(self, marts: Marts) -> Marts:
        """Return the marts' rows with the columns that the given marts have."""
        found = {}
        for name, rows in marts.items():
            columns = list(rows[0]) if rows else ["workspace_id"]
            found[name] = [dict(zip(columns, row, strict=True)) for row in self.mart(name, columns)]
        return found

    def differences(self, wanted: Marts) -> list[str]:
        """Rows that are wanted and not there, or there and not wanted; both ways, all columns."""
        said = []
        for name, rows in wanted.items():
            there = self.marts_like({name: rows})[name]
            expected, actual = _counted(name, rows), _counted(name, there)
            said += [f"{name}: missing {row}" for row in (expected - actual).elements()]
            said += [f"{name}: unwanted {row}" for row in (actual - expected).elements()]
        return said


def _counted(mart: str, rows: list[Row]) -> Counter:
    return Counter(
        tuple(
            (column, round(value, 12) if isinstance(value, float) else value)
            for column, value in row.items()
            if (mart, column) not in FREE_TEXT
        )
        for row in rows
    )
