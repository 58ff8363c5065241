"""A database on the tests' own Postgres, with the package's build on it and its marts compared."""

import json
from collections.abc import Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from checks import MARTS
from conversion_goals.build import build as build_marts
from conversion_goals.dbt_run import DbtRun
from conversion_goals.project import find_project
from evaluator.reading import as_text as text_of
from evaluator.tables import TABLES
from postgres_server import Server
from warehouse import MODELS_COMPARED, Marts, Raw, Warehouse

NATIVE_TYPES = {"time": "timestamp", "integer": "bigint", "boolean": "boolean"}
SCHEMA = "main"


@dataclass
class PostgresWarehouse(Warehouse):
    """One database of the server, made anew; the environment names it to dbt's profile."""

    server: Server = field(kw_only=True)

    def __post_init__(self) -> None:
        self.server.make_database(self.database.name)

    @contextmanager
    def connected(self):
        """A cursor on the database, in a session far from UTC."""
        connection = self.server.connect(self.database.name, SCHEMA)
        try:
            with connection.cursor() as cursor:
                yield cursor
        finally:
            connection.close()

    def arrive(self, rows: Raw, *, as_text: bool = True) -> None:
        """Add rows to the raw tables, which are made where they are not there yet."""
        for table, added in rows.items():
            self.raw.setdefault(table, []).extend(added)
        with self.connected() as cursor:
            cursor.execute("create schema if not exists raw")
            for table, shape in TABLES.items():
                columns = ", ".join(
                    f'"{column}" {"text" if as_text else NATIVE_TYPES.get(kind, "text")}'
                    for column, kind in shape.columns.items()
                )
                cursor.execute(f'create table if not exists raw."{table}" ({columns})')
                texts = [
                    {column: text_of(row.get(column)) for column in shape.columns}
                    for row in rows.get(table, [])
                ]
                cursor.execute(
                    f'insert into raw."{table}"'
                    f' select * from json_populate_recordset(null::raw."{table}", %s)',
                    [json.dumps(texts)],
                )

    def try_build(
        self,
        variables: Mapping[str, object] | None = None,
        arguments: Sequence[str] = MODELS_COMPARED,
    ) -> DbtRun:
        """Run `dbt build`; what went wrong is in the result."""
        given = dict(variables or {})
        folder = self.project_dir and str(self.project_dir)
        project = find_project(folder, variables=given)
        assert project.engine == "postgres"
        return build_marts(project, given, list(arguments))

    def answer(self, sql: str) -> list[tuple]:
        """Return what the database answers."""
        with self.connected() as cursor:
            cursor.execute(sql)
            return cursor.fetchall()

    def differences(self, wanted: Marts) -> list[str]:
        """Rows that are wanted and not there, or there and not wanted, of the compared marts."""
        return super().differences({mart: wanted[mart] for mart in wanted if mart in MARTS})

    def mart(self, name: str, columns: Sequence[str]) -> list[tuple]:
        """Return a mart's rows, the given columns alone, as README says that views be asked."""
        listed = ", ".join(map(_quoted, columns))
        return self.answer(f"set enable_nestloop = off; select {listed} from {name}")


def _quoted(column: str) -> str:
    return f'"{column}"'


def environment(server: Server, database: Path) -> dict[str, str]:
    """What tells dbt's profile the target and the database."""
    return {
        "CONVERSION_GOALS_TARGET": "postgres",
        "CONVERSION_GOALS_POSTGRES_HOST": str(server.folder),
        "CONVERSION_GOALS_POSTGRES_USER": "postgres",
        "CONVERSION_GOALS_POSTGRES_DATABASE": database.name,
        "CONVERSION_GOALS_SCHEMA": SCHEMA,
        "PGTZ": "America/St_Johns",
    }
