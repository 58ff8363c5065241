"""What the platform did at each checkpoint, and what each of the four exit settings says there."""

from collections import defaultdict
from datetime import datetime

from .exits import (
    BY_AUDIENCE,
    BY_GOAL,
    can_be_judged,
    checkpoints,
    goal_achieved_at,
    stopped_matching_at,
)
from .rules import exists_for, passes_filter
from .times import whole_seconds
from .versions import EXIT_SETTINGS
from .world import Journey, World

Row = dict[str, object]
DUE = ("exit_due_rule_gap", "exit_due_data_late")


def exit_check_rows(world: World) -> list[Row]:
    return [row for journey in world.journeys.values() for row in _rows_of(world, journey)]


def _rows_of(world: World, journey: Journey) -> list[Row]:
    version = journey.version
    setting = version and version.exit_setting
    marks = checkpoints(world, journey)
    exits = {each: _first_exit(world, journey, marks, each) for each in EXIT_SETTINGS}
    claimed_at = _goal_claimed_at(world, journey)
    rows = []
    for mark in marks:
        since = version and stopped_matching_at(world, journey, mark)
        achieved_at = version and goal_achieved_at(world, journey)
        left = {each: found is not None and found[0] <= mark for each, found in exits.items()}
        action = _action(world, journey, mark)
        due_at = exits[setting][1] if setting and left[setting] else None
        verdict = _class(setting, action, left, claimed_at, mark)
        began = {"exit_due_rule_gap": due_at, "exit_due_data_late": claimed_at}.get(verdict)
        rows.append(
            {
                "workspace_id": world.workspace_id,
                "journey_id": journey.journey_id,
                "looked_at": mark,
                "campaign_id": journey.campaign_id,
                "person_id": journey.person_id,
                "goal_version_id": version and version.version_id,
                "exit_setting": setting,
                "platform_action": action,
                "deliveries": len(_made_at(world, journey, mark)),
                "exit_class": verdict,
                "is_goal_achieved": achieved_at is not None and achieved_at <= mark,
                "is_not_matching": since is not None
                if version and can_be_judged(world, journey)
                else None,
                "has_left": left[setting] if setting else None,
                **{f"has_left_by_{each}": left[each] for each in EXIT_SETTINGS},
                "seconds_too_late": began and whole_seconds(mark - began),
                "due_at": due_at,
                "not_matching_since": since,
            }
        )
    return rows


def _first_exit(
    world: World, journey: Journey, marks: list[datetime], setting: str
) -> tuple[datetime, datetime] | None:
    """X6: the first checkpoint at which a condition of the setting holds, and since when."""
    if journey.version is None:
        return None
    achieved_at = goal_achieved_at(world, journey)
    for mark in marks:
        held = []
        if setting in BY_GOAL and achieved_at is not None and achieved_at <= mark:
            held.append(achieved_at)
        if setting in BY_AUDIENCE:
            since = stopped_matching_at(world, journey, mark)
            held += [since] if since is not None else []
        if held:
            return mark, min(held)
    return None


def _goal_claimed_at(world: World, journey: Journey) -> datetime | None:
    """By what senders claim, the first achievement after the entry."""
    return min(
        (
            each.claimed_at
            for each in world.achievements
            if each.claimed_at is not None
            and each.claimed_at > journey.entered_at
            and each.person_id == journey.person_id
            and exists_for(journey, each)
            and passes_filter(world, journey, each)
        ),
        default=None,
    )


def _made_at(world: World, journey: Journey, mark: datetime) -> list:
    return [each for each in world.deliveries_of(journey) if each.created_at == mark]


def _action(world: World, journey: Journey, mark: datetime) -> str:
    steps = [
        (world.settings.step_kind(row["output_type"]), row["delivery_id"])
        for row in world.rows["outputs"]
        if row["subject_name"] == journey.journey_id and row["created_at"] == mark
    ]
    kinds = {kind for kind, _ in steps}
    if _made_at(world, journey, mark) or any(k == "delivery" and d is not None for k, d in steps):
        return "sent"
    if "exit" in kinds:
        return "exited"
    return "skipped" if "delivery" in kinds else "entered"


def _class(
    setting: str | None,
    action: str,
    left: dict[str, bool],
    claimed_at: datetime | None,
    mark: datetime,
) -> str | None:
    if setting is None or action in ("skipped", "entered"):
        return None
    if action == "exited":
        return "correct_exit" if left[setting] else "premature_exit"
    if left[setting]:
        return "exit_due_rule_gap"
    if setting in BY_GOAL and claimed_at is not None and claimed_at <= mark:
        return "exit_due_data_late"
    return "exit_not_configured" if any(left.values()) else "correct_send"


def campaign_exit_rows(checks: list[Row]) -> list[Row]:
    grouped = defaultdict(list)
    for row in checks:
        if row["campaign_id"] is not None:
            grouped[row["workspace_id"], row["campaign_id"]].append(row)
    return [
        {
            "workspace_id": workspace_id,
            "campaign_id": campaign_id,
            "checkpoints": len(rows),
            "deliveries": sum(row["deliveries"] for row in rows),
            "deliveries_correct": _deliveries(rows, "correct_send"),
            "deliveries_not_to_be_sent": _deliveries(rows, *DUE),
            "deliveries_by_rule_gap": _deliveries(rows, "exit_due_rule_gap"),
            "deliveries_by_late_data": _deliveries(rows, "exit_due_data_late"),
            "deliveries_not_configured": _deliveries(rows, "exit_not_configured"),
            "seconds_too_late": sum(
                row["deliveries"] * (row["seconds_too_late"] or 0) for row in rows
            ),
            "exits_correct": sum(row["exit_class"] == "correct_exit" for row in rows),
            "exits_premature": sum(row["exit_class"] == "premature_exit" for row in rows),
        }
        for (workspace_id, campaign_id), rows in grouped.items()
    ]


def _deliveries(rows: list[Row], *classes: str) -> int:
    return sum(row["deliveries"] for row in rows if row["exit_class"] in classes)


def exit_setting_rows(checks: list[Row], deliveries: list[Row]) -> list[Row]:
    """Each setting on the deliveries of journeys with a version."""
    converted = defaultdict(int)
    for row in deliveries:
        converted[row["journey_id"], row["created_at"]] += row["is_converted"]
    grouped = defaultdict(list)
    for row in checks:
        if row["campaign_id"] is not None and row["exit_setting"] and row["deliveries"]:
            grouped[row["workspace_id"], row["campaign_id"]].append(row)
    return [
        {
            "workspace_id": workspace_id,
            "campaign_id": campaign_id,
            "exit_setting": setting,
            "deliveries": sum(row["deliveries"] for row in rows),
            "deliveries_under_it": sum(
                row["deliveries"] for row in rows if row["exit_setting"] == setting
            ),
            "deliveries_saved": sum(
                row["deliveries"] for row in rows if row[f"has_left_by_{setting}"]
            ),
            "conversions_after_saved": sum(
                converted[row["journey_id"], row["looked_at"]]
                for row in rows
                if row[f"has_left_by_{setting}"]
            ),
        }
        for (workspace_id, campaign_id), rows in grouped.items()
        for setting in EXIT_SETTINGS
    ]
