"""The benchmark's databases as DuckDB files in its scratch folder."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Mapping
from pathlib import Path

from conversion_goals.bench_floor import DUCKDB_FLOOR
from conversion_goals.bench_meter import Metered, metered
from conversion_goals.bench_world import World
from conversion_goals.database import quoted
from conversion_goals.project import DATABASE_VARIABLE, find_project

MEMORY_VARIABLE = "CONVERSION_GOALS_MEMORY_LIMIT"
FLOOR_RUN = (
    "import duckdb, sys; c = duckdb.connect(sys.argv[1]);"
    " c.execute(\"set TimeZone = 'UTC'; set preserve_insertion_order = false\");"
    " c.execute(sys.argv[2])"
)


class DuckdbBench:
    """A file for each database; the engine runs in dbt's own process."""

    sees_engine = True

    def __init__(self, folder: Path, world: World, memory_limit: str | None) -> None:
        self.folder = folder
        self.world = world
        self.memory_limit = memory_limit
        # A profile that would lead to another file is refused here.
        self.project = find_project(target="duckdb", database=str(self._file("bench")))

    def make(self) -> dict[str, int]:
        """Make an empty database and the world; the rows of its raw tables are given back."""
        with self._opened("empty") as connection:
            self.world.make_tables(connection)
        with self._opened("world") as connection:
            self.world.make(connection)
            return self.world.count(connection)

    def copy(self, source: str, name: str) -> None:
        """Make a database as a copy of another, in place of the one that is there."""
        self._remove(name)
        shutil.copy(self._file(source), self._file(name))

    def add_day(self, name: str) -> None:
        """Let one more day arrive."""
        with self._opened(name) as connection:
            self.world.add_day(connection)

    def floor(self) -> Metered:
        """Run the floor on a copy of the world."""
        self.copy("world", "floor")
        command = [sys.executable, "-c", FLOOR_RUN, str(self._file("floor")), DUCKDB_FLOOR]
        return metered(command, self.folder / "log.txt", {}, self.spills("floor"))

    def environment(self, name: str) -> Mapping[str, str]:
        """What tells dbt's profile the database."""
        limit = {MEMORY_VARIABLE: self.memory_limit} if self.memory_limit else {}
        return {DATABASE_VARIABLE: str(self._file(name)), **limit}

    def spills(self, name: str) -> Path:
        """The folder in which DuckDB spills."""
        return Path(f"{self._file(name)}.tmp")

    def model_rows(self, name: str) -> dict[str, int]:
        """Rows of what was built as a table. Counted: DuckDB's own size holds deleted rows too."""
        with self._opened(name) as connection:
            tables = connection.execute(
                "select table_name, schema_name from duckdb_tables() where schema_name <> 'raw'"
            ).fetchall()
            counts = {
                table: f"select count(*) from {quoted(schema)}.{quoted(table)}"
                for table, schema in tables
            }
            return {
                table: connection.execute(count).fetchall()[0][0] for table, count in counts.items()
            }

    def close(self) -> None:
        """The files go with their folder."""

    def _opened(self, name: str):
        import duckdb

        return duckdb.connect(str(self._file(name)))

    def _file(self, name: str) -> Path:
        return self.folder / f"{name}.duckdb"

    def _remove(self, name: str) -> None:
        for old in self.folder.glob(f"{name}.duckdb*"):
            shutil.rmtree(old) if old.is_dir() else old.unlink()
