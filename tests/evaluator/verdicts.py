"""One verdict for every delivery: the table of verdicts, line by line."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from .credit import Credit, in_window, is_tracked
from .rules import already_matched, exists_for, passes_filter
from .world import Achievement, Delivery, World

LATE = timedelta(days=90)


@dataclass(frozen=True)
class Verdict:
    status: str
    reason: str
    last_touch_at: datetime | None = None
    window_closes_at: datetime | None = None
    credit: Credit | None = None


def verdict_of(world: World, delivery: Delivery, converting: dict[str, Credit]) -> Verdict:
    """`converting` holds the credit that converts a delivery, by delivery."""
    if not is_tracked(delivery):
        return Verdict("not_tracked", _why_not_tracked(delivery))
    last_touch_at = max(delivery.touches, default=None)
    # Latest touch, or received_at while there is none, + time frame.
    closes_at = (last_touch_at or delivery.received_at) + delivery.version.time_frame
    credit = converting.get(delivery.delivery_id)
    if credit is not None:
        status, reason = "converted", "converted"
    elif already_matched(world, delivery.journey):
        status, reason = "not_converted", "already_matched"
    elif closes_at >= world.as_of:
        status, reason = "pending", "window_open"
    else:
        status, reason = "not_converted", why_not_converted(world, delivery, closes_at)
    return Verdict(status, reason, last_touch_at, closes_at, credit)


def _why_not_tracked(delivery: Delivery) -> str:
    if not delivery.is_eligible:
        return "ineligible_type"
    if delivery.version is None or delivery.version.goal_type is None:
        return "no_goal"
    return "not_received"


def why_not_converted(world: World, delivery: Delivery, closes_at: datetime) -> str:
    if not delivery.touches:
        return f"not_{delivery.version.touch}"
    existing = [
        each
        for each in world.achievements
        if each.person_id == delivery.person_id and exists_for(delivery.journey, each)
    ]
    satisfying = [each for each in existing if passes_filter(world, delivery.journey, each)]
    if any(_in_a_window(delivery, each.at) for each in satisfying):
        return "superseded"
    if any(_in_a_window(delivery, each.at) for each in existing):
        return "filter_failed"
    if any(_arrived_late(delivery, each) for each in satisfying):
        return "arrived_late"
    first_touch_at = min(delivery.touches)
    if any(first_touch_at < each.at <= closes_at + LATE for each in satisfying):
        return "outside_window"
    return "no_achievement"


def _in_a_window(delivery: Delivery, at: datetime) -> bool:
    return any(in_window(delivery, touch, at) for touch in delivery.touches)


def _arrived_late(delivery: Delivery, event: Achievement) -> bool:
    """Claims a time in one of the windows, but arrived after that window (and in none)."""
    return event.claimed_at is not None and any(
        in_window(delivery, touch, event.claimed_at)
        and event.at > touch + delivery.version.time_frame
        for touch in delivery.touches
    )
