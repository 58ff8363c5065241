"""A warehouse's own tables as the raw tables: one select for each, written, checked, made views."""

from __future__ import annotations

import ast
import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from conversion_goals.database import opened, quoted
from conversion_goals.mistake import Mistake
from conversion_goals.project import CLONE, Project
from conversion_goals.raw_tables import ABSENT, RAW_TABLES, SQL_TYPES, RawTable, column_kind
from conversion_goals.raw_values import read_as
from conversion_goals.show import print_table
from conversion_goals.wording import counted, first_line, listed

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

UNMAPPED = "-- not mapped yet: delete this line once the select reads a table of yours."
READY_MADE = CLONE / "scripts" / "templates" / "mapping"
DOC_BLOCK = re.compile(r"{% docs (\w+) %}\n(.*?)\n{% enddocs %}", re.DOTALL)
DOC = re.compile(r"{{ doc\('(\w+)'\) }}")


@dataclass
class Mapped:
    """What a check found of one raw table; `rows` is None for one that is not mapped."""

    table: str
    rows: int | None = None
    problems: list[str] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)


def init_command(project: Project, folder: str, *, is_checked: bool, is_applied: bool) -> int:
    """Write the templates that are missing; check the mapped ones and make views if asked."""
    place = Path(folder)
    if (is_checked or is_applied) and not place.exists():
        raise Mistake(f"There is no folder {place}: make it with `conversion-goals init {folder}`.")
    written = write_templates(place)
    for path in written:
        print(f"written: {path}")
    if not (is_checked or is_applied):
        print(
            f"Next: let each select in {place} read a table of yours, delete its first line, then"
            f" run `conversion-goals init {folder} --check`."
        )
        return 0
    found = check_mapping(project, place, is_applied)
    _print_found(found, project, is_applied)
    return 1 if any(one.problems for one in found) else 0


def write_templates(folder: Path) -> list[Path]:
    """Write a select for each raw table and the ready-made ones; never over one."""
    folder.mkdir(parents=True, exist_ok=True)
    ready = folder / "ready_made"
    ready.mkdir(exist_ok=True)
    wanted = {folder / f"{name}.sql": _template(table) for name, table in RAW_TABLES.items()}
    for path in sorted(READY_MADE.iterdir()):
        wanted[ready / path.name] = path.read_text(encoding="utf-8")
    missing = {path: text for path, text in wanted.items() if not path.exists()}
    for path, text in missing.items():
        path.write_text(text, encoding="utf-8")
    return list(missing)


def _template(table: RawTable) -> str:
    """A select of nulls, each column with what it means, in the contract's order."""
    about, columns = _described(table.name)
    lines = [UNMAPPED, f"-- {table.name}. {about}", f"-- Without it: {costs()[table.name]}."]
    lines.append("select")
    for index, column in enumerate(table.columns):
        comma = "," if index < len(table.columns) - 1 else ""
        value = f"cast(null as {SQL_TYPES[column_kind(column)].lower()}) as {column}{comma}"
        lines.append(f"    {value}  -- {columns[column]}")
    return "\n".join([*lines, "from your_schema.your_table", ""])


def _described(table: str) -> tuple[str, dict[str, str]]:
    """A raw table's and its columns' descriptions, from where dbt reads them."""
    import yaml

    models = CLONE / "models"
    blocks = dict(DOC_BLOCK.findall((models / "_docs.md").read_text(encoding="utf-8")))
    sources = yaml.safe_load((models / "staging" / "_sources.yml").read_text(encoding="utf-8"))
    found = next(one for one in sources["sources"][0]["tables"] if one["name"] == table)

    def plain(text: str) -> str:
        return " ".join(DOC.sub(lambda match: blocks[match[1]], text).split())

    columns = {one["name"]: plain(one["description"]) for one in found["columns"]}
    return plain(found["description"]), columns


def costs() -> dict[str, str]:
    """What the lack of a raw table or column costs, from the macro that warns of it."""
    text = (CLONE / "macros" / "warn_of_absent.sql").read_text(encoding="utf-8")
    return ast.literal_eval(text[text.index("costs = ") + 8 : text.index("} -%}") + 1])


def check_mapping(project: Project, folder: Path, is_applied: bool) -> list[Mapped]:
    """Run each mapped select and look at what it gives; make views of them all, or of none."""
    selects = {name: _select(folder / f"{name}.sql") for name in RAW_TABLES}
    if not any(selects.values()):
        raise Mistake(
            f"No select in {folder} is mapped yet: the first line of each says so; delete it where"
            " the select reads a table of yours."
        )
    with opened(project, read_only=not is_applied) as connection:
        found = [_check(connection, RAW_TABLES[name], select) for name, select in selects.items()]
        if is_applied and not any(one.problems for one in found):
            _make_views(connection, project, selects)
    return found


def _select(path: Path) -> str | None:
    if not path.is_file():
        return None
    text = path.read_text(encoding="utf-8").strip().rstrip(";")
    return None if text.startswith(UNMAPPED[:20]) else text


def _check(connection: DuckDBPyConnection, table: RawTable, select: str | None) -> Mapped:
    """Missing columns, rows without key or time, values that do not read, columns all null."""
    import duckdb

    found = Mapped(table.name)
    if select is None:
        return found
    try:
        described = connection.execute(f"describe (\n{select}\n)").fetchall()
        columns = {name.lower() for name, *_ in described}
        found.rows = connection.execute(f"select count(*) from (\n{select}\n)").fetchall()[0][0]
        _check_columns(found, table, columns)
        if not found.problems:
            _check_values(connection, found, table, select, columns)
    except duckdb.Error as error:
        found.problems.append(f"does not run: {first_line(error)}")
    return found


def _check_columns(found: Mapped, table: RawTable, columns: set[str]) -> None:
    for column in table.columns:
        if column in columns:
            continue
        name = f"{table.name}.{column}"
        if column in table.later_columns:
            found.remarks.append(f"lacks {column}: {costs()[name]}; declare {name} in {ABSENT}")
        else:
            found.problems.append(f"lacks {column}: give it, null if you do not have it")
    extra = sorted(columns - set(table.columns))
    if extra:
        found.remarks.append(f"not in the contract, never read: {listed(extra)}")


def _check_values(
    connection: DuckDBPyConnection, found: Mapped, table: RawTable, select: str, columns: set[str]
) -> None:
    """One pass over the rows: what the build would set aside, and what is never there."""
    present = [column for column in table.columns if column in columns]
    counts = []
    for column in present:
        text = f"nullif({read_as('text', quoted(column))}, '')"
        read = read_as(column_kind(column), quoted(column))
        counts += [
            f"count({text})",
            f"count(*) filter ({text} is not null and ({read}) is null)",
        ]
    values = connection.execute(f"select {', '.join(counts)} from (\n{select}\n)").fetchall()[0]
    needed = {"workspace_id", *table.key, table.own_time, "loaded_at"}
    empty = []
    for column, given, unread in zip(present, values[::2], values[1::2], strict=True):
        lacking = (found.rows or 0) - given
        if column in needed and lacking:
            found.remarks.append(
                f"{counted(lacking, 'row')} without {column}: the build sets them aside"
            )
        elif found.rows and not given:
            empty.append(column)
        if unread:
            found.remarks.append(
                f"{counted(unread, 'value')} of {column} that do not read as"
                f" {column_kind(column)}: the build sets their rows aside"
            )
    if empty:
        found.remarks.append(f"always null: {listed(empty)}")


def _make_views(
    connection: DuckDBPyConnection, project: Project, selects: dict[str, str | None]
) -> None:
    """All views in one transaction; a table of that name is never replaced."""
    import duckdb

    schema = quoted(project.raw_schema)
    connection.execute("begin")
    try:
        connection.execute(f"create schema if not exists {schema}")
        for name, select in selects.items():
            if select is not None:
                view = f"{schema}.{quoted(project.raw_name(name))}"
                connection.execute(f"create or replace view {view} as {select}")
        connection.execute("commit")
    except duckdb.Error as error:
        connection.execute("rollback")
        raise Mistake(f"No view was made: {first_line(error)}") from error


def _print_found(found: list[Mapped], project: Project, is_applied: bool) -> None:
    rows = [
        (one.table, "not mapped" if one.rows is None and not one.problems else one.rows)
        for one in found
    ]
    print_table(("raw table", "rows"), rows)
    for one in found:
        for problem in one.problems:
            print(f"wrong: {one.table} {problem}")
        for remark in one.remarks:
            print(f"note: {one.table}: {remark}")
    absent = [one.table for one in found if one.rows is None and not one.problems]
    for table in absent:
        print(f"without {table}: {costs()[table]}")
    if absent:
        print(f"if that is meant, set the var {ABSENT}: [{', '.join(absent)}]")
    if is_applied and not any(one.problems for one in found):
        made = sum(one.rows is not None for one in found)
        print(f"{counted(made, 'view')} made in {project.raw_schema} of {project.database}")
