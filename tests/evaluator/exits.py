"""When a journey leaves early (X1 to X8)."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from .filters import Facts, holds
from .rules import already_matched, exists_for, passes_filter
from .trees import names_attribute, names_segment
from .world import Journey, World

HORIZON = timedelta(days=365)
BY_GOAL = ("goal_achieved", "goal_achieved_or_stops_matching")
BY_AUDIENCE = ("stops_matching", "goal_achieved_or_stops_matching")


@dataclass(frozen=True)
class Exit:
    status: str
    reason: str | None = None
    due_at: datetime | None = None
    exited_at: datetime | None = None


def exit_of(world: World, journey: Journey) -> Exit:
    due = None
    if journey.version is not None:
        marks = checkpoints(world, journey)
        for mark in marks:  # X6: the first checkpoint at which a condition holds
            held = condition_at(world, journey, mark)
            if held is not None:
                at_entry = mark == journey.entered_at  # X3
                status = "exited_at_entry" if at_entry else "exited_early"
                return Exit(status, *held, exited_at=mark)
        due = _due(world, journey, marks)
    if world.steps_of(journey, "finish"):
        return Exit("completed")
    return Exit("not_exited") if due is None else Exit("exit_due", *due)


def checkpoints(world: World, journey: Journey) -> list[datetime]:
    """X8: the entry, the deliveries, the steps that are a delivery or an exit."""
    recorded = [
        *(delivery.created_at for delivery in world.deliveries_of(journey)),
        *world.steps_of(journey, "delivery", "exit"),
    ]
    # What lies before entered_at is none.
    return sorted({journey.entered_at, *(at for at in recorded if at >= journey.entered_at)})


def condition_at(world: World, journey: Journey, at: datetime) -> tuple[str, datetime] | None:
    """The exit's reason and since when its condition holds; None where none holds at `at`."""
    setting = journey.version.exit_setting
    held = []
    if setting in BY_GOAL:
        achieved_at = goal_achieved_at(world, journey)
        if achieved_at is not None and achieved_at <= at:
            held.append((achieved_at, "goal_achieved"))
    if setting in BY_AUDIENCE:
        stopped_at = stopped_matching_at(world, journey, at)
        if stopped_at is not None:
            held.append((stopped_at, "stopped_matching"))
    if not held:
        return None
    # X7: the one that came to hold first; a tie says goal_achieved (it sorts first).
    since, reason = min(held)
    return reason, since


def goal_achieved_at(world: World, journey: Journey) -> datetime | None:
    """X4: neither the time frame nor any message matters; once achieved it stays achieved."""
    if already_matched(world, journey):
        return journey.entered_at
    return min(
        (
            each.at
            for each in world.achievements
            if each.person_id == journey.person_id
            and exists_for(journey, each)  # strictly after entered_at
            and passes_filter(world, journey, each)
        ),
        default=None,
    )


def stopped_matching_at(world: World, journey: Journey, at: datetime) -> datetime | None:
    """X5, X6: the start of the stretch of not matching that covers `at`, if one does."""
    if not can_be_judged(world, journey) or at < journey.entered_at:
        return None
    person_id, entered_at = journey.person_id, journey.entered_at
    changes = [row["changed_at"] for row in world.changes_of(person_id)] + [
        row["timestamp"]
        for row in world.rows["attributes"]
        if row["internal_customer_id"] == person_id
    ]
    moments = {entered_at, *(change for change in changes if entered_at < change <= at)}
    since = None
    for moment in sorted(moments, reverse=True):
        facts = Facts(
            attributes=world.attributes_at(person_id, moment),
            segments=world.segments_at(person_id, moment),
        )
        if holds(journey.version.audience, facts):
            break
        since = moment
    return since


def can_be_judged(world: World, journey: Journey) -> bool:
    """X5: there is an audience, and the tables that it needs have rows at all."""
    audience = journey.version.audience
    if audience is None:
        return False
    lacks_changes = names_segment(audience) and not world.rows["segment_changes"]
    lacks_attributes = names_attribute(audience) and not world.rows["attributes"]
    return not lacks_changes and not lacks_attributes


def _due(world: World, journey: Journey, marks: list[datetime]) -> tuple[str, datetime] | None:
    """A condition holds at as_of, or 365 days after entry, and no checkpoint came since."""
    horizon = min(world.as_of, journey.entered_at + HORIZON)
    held = condition_at(world, journey, horizon)
    if held is None or any(mark >= held[1] for mark in marks):
        return None
    return held
