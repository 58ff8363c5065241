"""The benchmark's databases on a Postgres: its own, beside those of others, dropped at the end."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from pathlib import Path

from conversion_goals.bench_floor import POSTGRES_FLOOR
from conversion_goals.bench_meter import Metered, metered
from conversion_goals.bench_world import World
from conversion_goals.database import connected, quoted
from conversion_goals.load_postgres import copy_rows
from conversion_goals.mistake import Mistake
from conversion_goals.project import Project, find_project
from conversion_goals.raw_tables import RAW_TABLES
from conversion_goals.wording import first_line

POSTGRES_VARIABLE = "CONVERSION_GOALS_POSTGRES_DATABASE"
# libpq reads where to connect from the environment, so that no process list shows a password.
FLOOR_RUN = (
    "import psycopg2, sys; c = psycopg2.connect(''); c.autocommit = True;"
    " c.cursor().execute(sys.argv[1])"
)
DATABASES = ("empty", "world", "bench", "floor")


class PostgresBench:
    """A database of the server for each; what the server itself uses is not measured."""

    sees_engine = False

    def __init__(self, folder: Path, world: World, memory_limit: str | None) -> None:
        if memory_limit:
            raise Mistake("--memory-limit is DuckDB's: Postgres has its own settings for memory.")
        self.folder = folder
        self.world = world
        self.server = find_project(target="postgres")
        self.project = self._database("bench")

    def make(self) -> dict[str, int]:
        """Make an empty database and the world; the rows of its raw tables are given back."""
        import duckdb

        self._create("empty")
        with connected(self._database("empty")) as cursor:
            self.world.make_tables(cursor)
        self.copy("empty", "world")
        with duckdb.connect(str(self.folder / "world.duckdb")) as scratch:
            self.world.make(scratch)
            counts = self.world.count(scratch)
            self._fill("world", scratch, {})
            with connected(self._database("world")) as cursor:
                cursor.execute("analyze")
        return counts

    def copy(self, source: str, name: str) -> None:
        """Make a database as a copy of another, in place of the one that is there."""
        self._create(name, f"template {quoted(self._name(source))}")

    def add_day(self, name: str) -> None:
        """Let one more day arrive."""
        import duckdb

        with duckdb.connect(str(self.folder / "world.duckdb")) as scratch:
            before = self.world.count(scratch)
            scratch.begin()
            self.world.add_day(scratch)
            self._fill(name, scratch, before)
            scratch.rollback()

    def floor(self) -> Metered:
        """Run the floor on a copy of the world."""
        self.copy("world", "floor")
        output = self._database("floor").output
        names = {"host": "PGHOST", "port": "PGPORT", "user": "PGUSER", "password": "PGPASSWORD"}
        place = {own: str(output[key]) for key, own in names.items() if output.get(key)}
        place["PGDATABASE"] = self._name("floor")
        command = [sys.executable, "-c", FLOOR_RUN, POSTGRES_FLOOR]
        return metered(command, self.folder / "log.txt", place)

    def environment(self, name: str) -> Mapping[str, str]:
        """What tells dbt's profile the database."""
        return {POSTGRES_VARIABLE: self._name(name)}

    def spills(self, name: str) -> None:
        """What the server spills is not seen from here."""

    def model_rows(self, name: str) -> dict[str, int]:
        """Rows of what was built as a table, as the server counts them."""
        with connected(self._database(name)) as cursor:
            cursor.execute(
                "select relname, n_live_tup from pg_stat_user_tables where schemaname <> 'raw'"
            )
            return dict(cursor.fetchall())

    def close(self) -> None:
        """Drop all that was made."""
        for name in DATABASES:
            self._on_server(f"drop database if exists {quoted(self._name(name))}")

    def _fill(self, name: str, scratch, before: Mapping[str, int]) -> None:
        """Copy the rows that a scratch file holds beyond so many of each raw table."""
        with connected(self._database(name)) as cursor:
            for table in RAW_TABLES:
                query = f"select * from raw.{table} where rowid >= {before.get(table, 0)}"
                copy_rows(cursor, scratch, query, f"raw.{quoted(table)}")

    def _create(self, name: str, options: str = "") -> None:
        self._on_server(f"drop database if exists {quoted(self._name(name))}")
        self._on_server(f"create database {quoted(self._name(name))} {options}")

    def _on_server(self, statement: str) -> None:
        import psycopg2

        with connected(self.server, in_transaction=False) as cursor:
            try:
                cursor.execute(statement)
            except psycopg2.Error as error:
                raise Mistake(
                    f"{self.server.place} refuses to {statement}: {first_line(error)}"
                ) from error

    def _database(self, name: str) -> Project:
        """The project on one of the databases; a profile that would lead elsewhere is refused."""
        project = find_project(target="postgres", environment=self.environment(name))
        if project.output.get("dbname") != self._name(name):
            raise Mistake(
                f"The target postgres of {project.profiles_folder / 'profiles.yml'} names the"
                f" database {project.output.get('dbname')}, and not the environment variable"
                f" {POSTGRES_VARIABLE}: the benchmark would work on yours."
            )
        return project

    def _name(self, name: str) -> str:
        return f"conversion_goals_bench_{os.getpid()}_{name}"
