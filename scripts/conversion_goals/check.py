"""A campaign_goals file before it is loaded: each version in words, or what is wrong with it."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any

from conversion_goals.database import quoted
from conversion_goals.export_files import FORMATS, ExportFile, ending_of
from conversion_goals.goal_versions import Row, faults, meaning
from conversion_goals.mistake import Mistake
from conversion_goals.project import Project
from conversion_goals.raw_tables import RAW_TABLES
from conversion_goals.raw_values import read_time
from conversion_goals.readers import read_rows, unreadable
from conversion_goals.warehouse_copy import check_readable, readable, with_text_ids
from conversion_goals.wording import counted, first_line, listed

Place = tuple[str | None, str | None]


def check_command(config: str, campaigns: str | None, project: Project | None) -> int:
    """Print what each version means or what is wrong; return the exit code.

    Its campaigns are looked for in the file of campaigns and in the project's raw tables, where
    they are given.
    """
    rows = read_config(config, "campaign_goals")
    wrong = 0
    for row in rows:
        found = faults(row)
        wrong += bool(found)
        print(f"{_title(row)}: {'; '.join(found) if found else meaning(row)}")
        if found and row.get("campaign_id") and read_time(row.get("set_at")):
            print("  until that is mended, journeys that it would govern have no goal")
    for warning in _ties(rows) + _repeats(rows) + _missing_campaigns(rows, campaigns, project):
        print(f"warning: {warning}")
    print(f"{counted(len(rows), 'goal version')}, {wrong} wrong")
    return 1 if wrong else 0


def read_config(place: str, table: str) -> list[dict[str, str | None]]:
    """Read a file of one raw table, every value as the text that a load would see."""
    path = Path(place)
    if path.is_dir():
        raise Mistake(f"{path} is a folder, not a file: name the file of {table} itself.")
    if not path.is_file():
        raise Mistake(f"There is no file {path}.")
    if path.suffix.lower() in (".yml", ".yaml"):
        rows = _yaml_rows(path, table)
    elif ending := ending_of(path):
        rows = _table_rows(ExportFile(path, table, FORMATS[ending], None))
    else:
        allowed = listed([*FORMATS, ".yml", ".yaml"], last="or")
        raise Mistake(f"{path.name} is refused: its name must end in {allowed}.")
    present = {column for row in rows for column in row}
    missing = [column for column in RAW_TABLES[table].key if column not in present]
    if missing and rows:
        raise Mistake(f"{path.name} is refused: it lacks the key column {listed(missing)}.")
    extra = sorted(present - set(RAW_TABLES[table].columns))
    if extra:
        print(f"note: {path.name}: not in the contract, ignored: {', '.join(extra)}.")
    return rows


def _yaml_rows(path: Path, table: str) -> list[dict[str, str | None]]:
    import yaml

    class OneValueEach(yaml.SafeLoader):
        """PyYAML keeps the last of equal keys and says nothing."""

        def compose_mapping_node(self, anchor: str | None) -> yaml.MappingNode:
            mapping = super().compose_mapping_node(anchor)
            names = set()
            for key, _ in mapping.value:
                name = key.value if isinstance(key, yaml.ScalarNode) else key
                if name in names:
                    raise ValueError(f"{name} stands again in line {key.start_mark.line + 1}")
                names.add(name)
            return mapping

    try:
        content = yaml.load(path.read_text(encoding="utf-8"), OneValueEach)
    # Not UTF-8, or a date that there is not, or a key twice.
    except (yaml.YAMLError, ValueError) as error:
        raise Mistake(f"{path.name} is refused: it is no YAML: {first_line(error)}.") from error
    except RecursionError as error:
        raise Mistake(f"{path.name} is refused: it is nested too deep.") from error
    listed_rows = content.get(table) if isinstance(content, dict) else content
    if not isinstance(listed_rows, list) or not all(isinstance(r, dict) for r in listed_rows):
        raise Mistake(
            f"{path.name} is refused: it must be a list of mappings, one for each row, at the top"
            f" or under {table}."
        )
    try:
        rows = [{str(key): _as_text(value) for key, value in row.items()} for row in listed_rows]
    except ValueError as error:  # an alias within what it stands for
        raise Mistake(f"{path.name} is refused: a value in it holds itself.") from error
    # As in the other kinds of file, a column of one row is a column of all.
    columns = dict.fromkeys(column for row in rows for column in row)
    return [{column: row.get(column) for column in columns} for row in rows]


def _as_text(value: Any) -> str | None:
    if value is None or isinstance(value, str):
        return value
    if isinstance(value, datetime | date):
        return value.isoformat()
    return json.dumps(value, ensure_ascii=False, default=str)


def _table_rows(file: ExportFile) -> list[dict[str, str | None]]:
    import duckdb

    with duckdb.connect() as connection:
        connection.execute("set TimeZone = 'UTC'")
        rows = read_rows(connection, file)
        if not rows.texts:
            raise Mistake(f"{file.name} is refused: it is empty.")
        columns = ", ".join(f"{text} as {quoted(name)}" for name, text in rows.texts.items())
        try:
            found = connection.execute(f"select {columns} from {rows.relation}").fetchall()
        except duckdb.Error as error:
            raise unreadable(file, error) from error
    return [dict(zip(rows.texts, values, strict=True)) for values in found]


def _title(row: Row) -> str:
    version, set_at = row.get("goal_version_id") or "?", row.get("set_at") or "?"
    return f"{version} (campaign {row.get('campaign_id') or 'none'}, from {set_at})"


def _ties(rows: Sequence[Row]) -> list[str]:
    """G5: of two versions set at one time the higher id wins."""
    versions: dict[tuple[object, ...], set[str]] = {}
    for row in rows:
        set_at, version = read_time(row.get("set_at")), row.get("goal_version_id")
        if set_at and version and row.get("campaign_id"):
            place = (row.get("workspace_id"), row["campaign_id"], set_at)
            versions.setdefault(place, set()).add(version)
    return [
        f"{listed(sorted(ids))} of campaign {campaign} are set at the same time, {set_at}:"
        f" {max(ids, key=str.encode)} wins, the highest id."
        for (_, campaign, set_at), ids in versions.items()
        if len(ids) > 1
    ]


def _repeats(rows: Sequence[Row]) -> list[str]:
    """Q2: a key that stands twice."""
    keys = Counter((row.get("workspace_id"), row.get("goal_version_id")) for row in rows)
    repeated = sorted({str(key[1]) for key, times in keys.items() if key[1] and times > 1})
    return [f"{version} stands more than once: one row of it will count." for version in repeated]


def _missing_campaigns(
    rows: Sequence[Row], campaigns: str | None, project: Project | None
) -> list[str]:
    """A version of a campaign that is not on record governs its journeys all the same."""
    if campaigns is None and project is None:
        return []
    known, where = set[Place](), []
    if campaigns is not None:
        known |= {_place(row) for row in read_config(campaigns, "campaigns")}
        where.append(Path(campaigns).name)
    if project is not None:
        known |= _loaded_campaigns(project)
        where.append(project.database.name if project.database else project.place)
    named = dict.fromkeys(_place(row) for row in rows if row.get("campaign_id"))
    return [
        f"campaign {campaign}{f' of workspace {workspace}' if workspace else ''} is not among the"
        f" campaigns of {listed(where)}."
        for workspace, campaign in named
        if not any(
            campaign == other and (None in (workspace, its_workspace) or workspace == its_workspace)
            for its_workspace, other in known
        )
    ]


def _place(row: Row) -> Place:
    """Return a row's campaign and its workspace, which the name of a file may give instead."""
    return row.get("workspace_id") or None, row.get("campaign_id")


def _loaded_campaigns(project: Project) -> set[Place]:
    import duckdb

    check_readable(project)
    wanted = {"campaigns": f"{quoted(project.raw_schema)}.{quoted(project.raw_name('campaigns'))}"}
    question = "select workspace_id, campaign_id from"
    with readable(project, wanted, [question]) as (connection, names):
        if not names:
            raise Mistake(
                f"The raw schema {project.raw_schema} of {project.place} has no table"
                f" {project.raw_name('campaigns')}: name the schema with --vars"
                " '{conversion_goals_raw_schema: ...}', or load campaigns first."
            )
        try:
            campaigns = with_text_ids(connection, names["campaigns"])
            return set(connection.execute(f"{question} {campaigns}").fetchall())
        except duckdb.Error as error:
            raise Mistake(
                f"The campaigns of {project.place} cannot be read: {first_line(error)}"
            ) from error
