"""What a build needs, looked at before dbt starts: file, raw schema, tables, columns."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from conversion_goals.database import opened
from conversion_goals.mistake import Mistake
from conversion_goals.project import DATABASE_VARIABLE, Project
from conversion_goals.raw_tables import RAW_TABLES
from conversion_goals.wording import listed

ABSENT = "conversion_goals_absent"


def check_ready(project: Project) -> None:
    """Raise a mistake where the build cannot run; other engines tell it themselves."""
    absent = _declared_absent(project.vars.get(ABSENT))
    if project.engine != "duckdb":
        return
    path = project.duckdb_file()
    if not path.is_file():
        raise Mistake(
            f"There is no database {path}: fill one with `conversion-goals load FOLDER`, or name"
            f" another with --database or {DATABASE_VARIABLE}."
        )
    tables = _raw_columns(project)
    if not tables:
        raise Mistake(
            f"There is no schema {project.raw_schema} with raw tables in {path}: fill it with"
            " `conversion-goals load FOLDER`, or name yours by the var conversion_goals_raw_schema."
        )
    _check_present(project, tables, absent)


def _declared_absent(value: Any) -> set[str]:
    allowed = set(RAW_TABLES) | {
        f"{table.name}.{column}" for table in RAW_TABLES.values() for column in table.later_columns
    }
    names = [] if value is None else value
    if not isinstance(names, list):
        raise Mistake(f"The var {ABSENT} must be a list like [people, metrics.machine]: {value}")
    wrong = [str(name) for name in names if name not in allowed]
    if wrong:
        raise Mistake(
            f"The var {ABSENT} names {listed(wrong)}: it can name"
            f" {listed(sorted(allowed), last='or')}."
        )
    return set(names)


def _raw_columns(project: Project) -> Mapping[str, set[str]]:
    """The columns of each table of the raw schema, in lower case."""
    query = (
        "select lower(table_name), list(lower(column_name)) from information_schema.columns"
        " where lower(table_schema) = lower(?) and table_catalog = current_catalog() group by all"
    )
    with opened(project) as connection:
        found = connection.execute(query, [project.raw_schema]).fetchall()
    return {name: set(columns) for name, columns in found}


def _check_present(project: Project, tables: Mapping[str, set[str]], absent: set[str]) -> None:
    """Name all that is missing at once: what can be declared absent, and what cannot."""
    declarable: list[str] = []
    broken: list[str] = []
    for table in RAW_TABLES.values():
        if table.name in absent:
            continue
        columns = tables.get(project.raw_name(table.name).lower())
        if columns is None:
            declarable.append(table.name)
            continue
        missing = [c for c in table.columns if c not in columns]
        later = [c for c in missing if c in table.later_columns]
        declarable += [f"{table.name}.{c}" for c in later if f"{table.name}.{c}" not in absent]
        broken += [f"{table.name}.{c}" for c in missing if c not in later]
    if broken:
        raise Mistake(
            f"The raw schema {project.raw_schema} lacks the columns {listed(broken)}: the raw"
            " tables must have every column of the contract; add them, with nulls if need be."
        )
    if declarable:
        raise Mistake(_missing_sentence(project, declarable, absent))


def _missing_sentence(project: Project, missing: list[str], absent: set[str]) -> str:
    value = ", ".join(sorted(absent) + missing)
    shown = [_as_named(project, name) for name in missing]
    return (
        f"The raw schema {project.raw_schema} lacks {listed(shown)}: if you do not have"
        f" {'it' if len(missing) == 1 else 'them'}, declare so with"
        f" --vars '{{{ABSENT}: [{value}]}}'; else load {'it' if len(missing) == 1 else 'them'}."
    )


def _as_named(project: Project, missing: str) -> str:
    """A raw table or column, with the name that this project says it has."""
    if missing not in RAW_TABLES or project.raw_name(missing) == missing:
        return missing
    return f"{missing} ({project.raw_name(missing)} by the var conversion_goals_{missing}_table)"
