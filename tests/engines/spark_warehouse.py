"""Raw tables in Iceberg, the package's build on a Spark session, and its marts compared."""

import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import pyarrow
import pyarrow.parquet
from conversion_goals.build import build as build_marts
from conversion_goals.dbt_run import DbtRun
from conversion_goals.project import find_project
from evaluator.reading import as_text as text_of
from evaluator.tables import TABLES
from spark_cluster import Cluster
from warehouse import MODELS_ALONE, Raw, Warehouse

NATIVE_TYPES = {"time": "timestamp", "integer": "bigint", "boolean": "boolean"}
SCHEMA = "main"
SCHEMAS = (
    "raw",
    SCHEMA,
    f"{SCHEMA}_conversion_goals_staging",
    f"{SCHEMA}_conversion_goals_intermediate",
)
# Without the marts of "Show the working", which are made whole each time.
MODELS_OF_THE_CONTRACT = (
    *MODELS_ALONE,
    "conversion_goals__near_misses+",
    "int_our_conversion_checks+",
    "int_segment_states+",
)


@dataclass
class SparkWarehouse(Warehouse):
    """The schemas of the session's catalog, emptied."""

    cluster: Cluster = field(kw_only=True)
    spark: object = field(kw_only=True)

    def __post_init__(self) -> None:
        for schema in SCHEMAS:
            self.spark.sql(f"create schema if not exists {schema}")
            for kind in ("view", "table"):
                for row in self.spark.sql(f"show {kind}s in {schema}").collect():
                    self.spark.sql(f"drop {kind} if exists {schema}.{row[1]}")

    def arrive(self, rows: Raw, *, as_text: bool = True) -> None:
        """Add rows to the raw tables by parquet files, as a pipeline would."""
        for table, added in rows.items():
            self.raw.setdefault(table, []).extend(added)
        for table, shape in TABLES.items():
            types = {
                column: "string" if as_text else NATIVE_TYPES.get(kind, "string")
                for column, kind in shape.columns.items()
            }
            columns = ", ".join(f"`{column}` {kind}" for column, kind in types.items())
            self.spark.sql(f"create table if not exists raw.{table} ({columns}) using iceberg")
            if rows.get(table):
                self._append(table, types, rows[table])

    def arrive_as_files(self, folder: Path) -> None:
        """Add the rows of parquet files named by table, each column as it is typed there."""
        self.arrive({}, as_text=False)
        for path in sorted(folder.glob("*.parquet")):
            rows = self.spark.read.parquet(str(path))
            columns = {
                column: NATIVE_TYPES.get(kind, "string")
                for column, kind in TABLES[path.stem].columns.items()
            }
            casts = [
                f"cast({f'`{column}`' if column in rows.columns else 'null'} as {kind}) `{column}`"
                for column, kind in columns.items()
            ]
            rows.selectExpr(*casts).writeTo(f"raw.{path.stem}").append()

    def _append(self, table: str, types: dict[str, str], rows: list[dict]) -> None:
        texts = {
            column: pyarrow.array([text_of(row.get(column)) for row in rows], pyarrow.string())
            for column in types
        }
        with tempfile.NamedTemporaryFile(suffix=".parquet", dir=self.cluster.folder) as file:
            pyarrow.parquet.write_table(pyarrow.table(texts), file.name)
            casts = [f"cast(`{column}` as {kind}) as `{column}`" for column, kind in types.items()]
            self.spark.read.parquet(file.name).selectExpr(*casts).writeTo(f"raw.{table}").append()

    def try_build(
        self,
        variables: Mapping[str, object] | None = None,
        arguments: Sequence[str] = MODELS_ALONE,
    ) -> DbtRun:
        """Run `dbt build`; what went wrong is in the result."""
        given = dict(variables or {})
        project = find_project(variables=given)
        assert project.engine == "spark"
        return build_marts(project, given, list(arguments))

    def answer(self, sql: str) -> list[tuple]:
        """Return what the session answers."""
        return [tuple(row) for row in self.spark.sql(sql).collect()]

    def mart(self, name: str, columns: Sequence[str]) -> list[tuple]:
        """Return a mart's rows, the given columns alone."""
        listed = ", ".join(f"`{column}`" for column in columns)
        return self.answer(f"select {listed} from {SCHEMA}.{name}")
