"""What a build needs of a DuckDB file, looked at before dbt starts: the file and its raw schema."""

from __future__ import annotations

from conversion_goals.database import opened
from conversion_goals.mistake import Mistake
from conversion_goals.project import DATABASE_VARIABLE, Project


def check_ready(project: Project) -> None:
    """Raise a mistake where there is nothing to build from.

    What tables and columns lack the package itself says, on every engine.
    """
    if project.engine != "duckdb":
        return
    path = project.duckdb_file()
    if not path.is_file():
        raise Mistake(
            f"There is no database {path}: fill one with `conversion-goals load FOLDER`, or name"
            f" another with --database or {DATABASE_VARIABLE}."
        )
    query = (
        "select 1 from information_schema.tables"
        " where lower(table_schema) = lower(?) and table_catalog = current_catalog() limit 1"
    )
    with opened(project) as connection:
        found = connection.execute(query, [project.raw_schema]).fetchall()
    if not found:
        raise Mistake(
            f"There is no schema {project.raw_schema} with raw tables in {path}: fill it with"
            " `conversion-goals load FOLDER`, or name yours by the var conversion_goals_raw_schema."
        )
