"""All workspaces of the raw tables, to all marts."""

from collections.abc import Callable

from .facts import build_world
from .marts import MartRow, workspace_marts
from .reading import Raw, Readings, Values, read_table
from .settings import Settings
from .tables import MARTS, TABLES
from .world import World

ChangeGoals = Callable[[list[Values], list[Values]], tuple[list[Values], list[Values]]]


def evaluate(raw: Raw, settings: Settings) -> dict[str, list[MartRow]]:
    """Raw rows by table in, rows of every mart out, each mart in the order of its columns."""
    readings = {name: read_table(name, raw, settings) for name in TABLES}
    marts: dict[str, list[MartRow]] = {mart: [] for mart in MARTS}
    for workspace_id in _workspaces(readings):
        world = _world(workspace_id, readings, settings)
        for name, rows in workspace_marts(world).items():
            marts[f"conversion_goals__{name}"].extend(rows)
    marts["conversion_goals__rejected_rows"] = [
        {
            "source_table": name,
            "workspace_id": row.values["workspace_id"],
            "source_key": row.source_key,
            "reason": problem,
            "raw_row": row.raw_row,
            "loaded_at": row.values["loaded_at"],
        }
        for name, reading in readings.items()
        for row, problem in reading.rejected
    ]
    marts["conversion_goals__row_counts"] = [
        {
            "source_table": name,
            "raw_rows": reading.raw_rows,
            "accepted": len(reading.accepted),
            "rejected": len(reading.rejected),
            "duplicates": reading.duplicates,
        }
        for name, reading in readings.items()
    ]
    return {mart: [_in_order(mart, row) for row in rows] for mart, rows in marts.items()}


def worlds(
    raw: Raw, settings: Settings, change_goals: ChangeGoals | None = None
) -> dict[str, World]:
    """The workspaces of the raw tables, each with its journeys, deliveries and achievements.

    `change_goals` may put other accepted and rejected goal versions in their place.
    """
    readings = {name: read_table(name, raw, settings) for name in TABLES}
    return {each: _world(each, readings, settings, change_goals) for each in _workspaces(readings)}


def _workspaces(readings: dict[str, Readings]) -> list[str]:
    return sorted(
        {row.values["workspace_id"] for reading in readings.values() for row in reading.accepted}
    )


def _world(
    workspace_id: str,
    readings: dict[str, Readings],
    settings: Settings,
    change_goals: ChangeGoals | None = None,
) -> World:
    """Everything is per workspace: ids of two workspaces never meet."""
    accepted = {
        name: [row.values for row in reading.accepted if _is_in(workspace_id, row.values)]
        for name, reading in readings.items()
    }
    rejected_goals = [
        row.values
        for row, _ in readings["campaign_goals"].rejected
        if _is_in(workspace_id, row.values)
    ]
    if change_goals is not None:
        accepted["campaign_goals"], rejected_goals = change_goals(
            accepted["campaign_goals"], rejected_goals
        )
    # as_of: the newest loaded_at among a workspace's raw rows, unless it is set for all.
    newest = max(
        reading.newest_loaded_at[workspace_id]
        for reading in readings.values()
        if workspace_id in reading.newest_loaded_at
    )
    as_of = settings.as_of or newest
    return build_world(settings, workspace_id, as_of, accepted, rejected_goals)


def _is_in(workspace_id: str, values: Values) -> bool:
    return values["workspace_id"] == workspace_id


def _in_order(mart: str, row: MartRow) -> MartRow:
    return {column: row[column] for column in MARTS[mart]}
