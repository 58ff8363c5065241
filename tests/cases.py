"""The case files: small worlds, rows in and rows out, tied to rule numbers."""

from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path

import yaml
from evaluator.reading import as_text
from evaluator.tables import TABLES
from evaluator.times import utc_time

Rows = list[dict[str, object]]

AS_OF = datetime(2026, 6, 1)
WORKSPACE = "w"
LOADED_AT = datetime(2026, 1, 1)  # of rows without a time of their own

# The columns that name a row of a mart; an expected row gives those that it needs.
MART_KEYS: dict[str, tuple[str, ...]] = {
    "conversion_goals__deliveries": ("workspace_id", "delivery_id"),
    "conversion_goals__journeys": ("workspace_id", "journey_id"),
    "conversion_goals__conversions": ("workspace_id", "delivery_id"),
    "conversion_goals__achievements": ("workspace_id", "achievement_id", "campaign_id"),
    "conversion_goals__near_misses": ("workspace_id", "delivery_id", "achievement_id"),
    "conversion_goals__exit_checks": ("workspace_id", "journey_id", "looked_at"),
    "conversion_goals__campaign_exit_checks": ("workspace_id", "campaign_id"),
    "conversion_goals__exit_settings": ("workspace_id", "campaign_id", "exit_setting"),
    "conversion_goals__goal_events": ("workspace_id", "achievement_id", "goal_type"),
    "conversion_goals__double_credit": ("workspace_id", "campaign_id", "other_campaign_id"),
    "conversion_goals__campaign_metrics": ("workspace_id", "campaign_id"),
    "conversion_goals__message_metrics": ("workspace_id", "campaign_id", "message_id"),
    "conversion_goals__daily_metrics": (
        *("workspace_id", "campaign_id", "message_id", "date_basis", "date"),
    ),
    "conversion_goals__rejected_rows": ("workspace_id", "source_table", "source_key"),
    "conversion_goals__row_counts": ("source_table",),
}


@dataclass(frozen=True)
class Case:
    name: str
    rules: list[str]
    says: str
    raw: dict[str, Rows]
    expect: dict[str, Rows]
    batches: list[dict[str, list]] = field(default_factory=list)
    settings: dict[str, object] = field(default_factory=dict)
    as_of: datetime | None = AS_OF


def read_cases(folder: Path) -> list[Case]:
    """Every case of every file, with the defaults of the contract filled in."""
    cases = []
    for path in sorted(Path(folder).glob("*.yml")):
        for entry in yaml.safe_load(path.read_text(encoding="utf-8")):
            cases.append(_case(entry))
    return cases


def _case(entry: dict) -> Case:
    known = {key: value for key, value in entry.items() if key in Case.__dataclass_fields__}
    raw = {
        table: [_with_defaults(table, row) for row in rows] for table, rows in entry["raw"].items()
    }
    known.setdefault("says", "")
    if isinstance(known.get("as_of"), str):
        known["as_of"] = utc_time(known["as_of"])
    return Case(**{**known, "raw": raw})


def _with_defaults(table: str, row: dict[str, object]) -> dict[str, object]:
    """A column left out is null, but for the workspace and loaded_at."""
    own_time = row.get(TABLES[table].own_time or "")
    readable = own_time is not None and utc_time(as_text(_moment(own_time))) is not None
    loaded_at = own_time if readable else LOADED_AT
    full = {"workspace_id": WORKSPACE, "loaded_at": loaded_at, **row}
    return {column: _moment(value) for column, value in full.items()}


def _moment(value: object) -> object:
    """YAML reads a day without a time as a date."""
    if isinstance(value, date) and not isinstance(value, datetime):
        return datetime(value.year, value.month, value.day)
    return value


def with_prefix(case: Case) -> dict[str, Rows]:
    """The case's rows with its name in front of every workspace: all cases can be one build."""
    return {
        table: [
            {**row, "workspace_id": case.name + str(row["workspace_id"])}
            if row["workspace_id"]
            else row
            for row in rows
        ]
        for table, rows in case.raw.items()
    }


def without_prefix(case: Case, marts: dict[str, Rows]) -> dict[str, Rows]:
    """The case's rows out of the marts of many. Row counts belong to no case."""
    workspaces = {row["workspace_id"] or None for rows in case.raw.values() for row in rows}
    own = {name and case.name + str(name): name for name in workspaces}
    return {
        mart: [
            _renamed(row, own[row["workspace_id"]]) for row in rows if row["workspace_id"] in own
        ]
        for mart, rows in marts.items()
        if mart != "conversion_goals__row_counts"
    }


def _renamed(row: dict[str, object], workspace: str | None) -> dict[str, object]:
    renamed = {**row, "workspace_id": workspace}
    if row["workspace_id"] and "raw_row" in row:
        was, now = (f'{{"workspace_id":"{name}"' for name in (row["workspace_id"], workspace))
        renamed["raw_row"] = row["raw_row"].replace(was, now, 1)
    return renamed


def check_expectations(case: Case, marts: dict[str, Rows]) -> list[str]:
    """What differs, one readable line each; nothing where the case holds."""
    differences = []
    for mart, expected_rows in case.expect.items():
        if mart not in marts:
            continue
        if not expected_rows and marts[mart]:
            differences.append(f"{case.name}: {mart} has rows: {marts[mart]}")
        for expected in expected_rows:
            differences += _differences(case.name, mart, expected, marts[mart])
    return differences


def _differences(name: str, mart: str, expected: dict, rows: Rows) -> list[str]:
    wanted = {column: _wanted(column, value) for column, value in expected.items()}
    key = {column: wanted[column] for column in MART_KEYS[mart] if column in wanted}
    found = [row for row in rows if all(_same(row[c], value) for c, value in key.items())]
    if not found:
        return [f"{name}: {mart} has no row {key}"]
    misses = [
        [
            f"{name}: {mart} {key}: {column} is {row[column]!r}, expected {value!r}"
            for column, value in wanted.items()
            if not _same(row[column], value)
        ]
        for row in found
    ]
    return min(misses, key=len)


def _wanted(column: str, value: object) -> object:
    return value if column == "date" else _moment(value)


def _same(actual: object, expected: object) -> bool:
    if isinstance(expected, bool) or isinstance(actual, bool):
        return actual is expected
    if isinstance(expected, int | float) and isinstance(actual, int | float):
        return abs(actual - expected) < 1e-9
    if isinstance(actual, str) and isinstance(expected, int | float):
        return actual == str(expected)  # an id that YAML reads as a number
    return actual == expected
