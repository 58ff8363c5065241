"""Which achievements almost converted which deliveries, and what kept the two apart."""

from datetime import datetime

from .credit import Credit, in_window, is_tracked
from .rules import already_matched, exists_for, passes_filter
from .times import whole_seconds
from .verdicts import LATE, why_not_converted
from .world import Achievement, Delivery, World

Row = dict[str, object]


def near_miss_rows(world: World, given: list[Credit]) -> list[Row]:
    """One row per tracked delivery without a conversion and achievement that came near."""
    converting = {each.delivery.delivery_id for each in given if each.converts}
    credit_of = {(each.achievement.identity, each.delivery.campaign_id): each for each in given}
    return [
        row
        for delivery in world.deliveries
        if is_tracked(delivery) and delivery.delivery_id not in converting
        for each in world.achievements
        if each.person_id == delivery.person_id and exists_for(delivery.journey, each)
        if (row := _row(world, delivery, each, credit_of)) is not None
    ]


def _row(world: World, delivery: Delivery, each: Achievement, credit_of: dict) -> Row | None:
    frame = delivery.version.time_frame
    reason, touch = _why(world, delivery, each)
    if reason is None:
        return None
    closes_at = (touch or delivery.received_at) + frame
    winner = credit_of[each.identity, delivery.campaign_id] if reason == "superseded" else None
    missed_by = None
    if winner is not None:
        missed_by = whole_seconds(winner.touch_at - touch)
    elif reason in ("arrived_late", "outside_window"):
        missed_by = whole_seconds(each.at - closes_at)
    return {
        "workspace_id": world.workspace_id,
        "delivery_id": delivery.delivery_id,
        "achievement_id": each.achievement_id,
        "campaign_id": delivery.campaign_id,
        "message_id": delivery.message_id,
        "journey_id": delivery.journey_id,
        "person_id": delivery.person_id,
        "goal_version_id": delivery.version.version_id,
        "winner_delivery_id": winner and winner.delivery.delivery_id,
        "reason": reason,
        "is_deciding": reason == _settled(world, delivery),
        "seconds_missed_by": missed_by,
        "touch_at": touch,
        "window_closes_at": closes_at,
        "winner_touch_at": winner and winner.touch_at,
        "achieved_at": each.at,
        "claimed_at": each.claimed_at,
    }


def _settled(world: World, delivery: Delivery) -> str:
    """The reason once the window has closed."""
    if already_matched(world, delivery.journey):
        return "already_matched"
    closes_at = max(delivery.touches, default=delivery.received_at) + delivery.version.time_frame
    return why_not_converted(world, delivery, closes_at)


def _why(world: World, delivery: Delivery, each: Achievement) -> tuple[str | None, datetime | None]:
    """The first line that applies, and the touch that it is about."""
    touches, frame = delivery.touches, delivery.version.time_frame
    before = max((touch for touch in touches if touch < each.at), default=None)
    is_in_window = any(in_window(delivery, touch, each.at) for touch in touches)
    if already_matched(world, delivery.journey):
        return ("already_matched", before) if is_in_window else (None, None)
    is_passing = passes_filter(world, delivery.journey, each)
    if is_in_window:
        return ("superseded" if is_passing else "filter_failed"), before
    if not is_passing:
        return None, None
    claimed = [
        touch
        for touch in touches
        if each.claimed_at is not None and in_window(delivery, touch, each.claimed_at)
    ]
    if claimed and each.at > max(claimed) + frame:
        return "arrived_late", max(claimed)
    closes_at = max(touches, default=delivery.received_at) + frame
    if before is not None:
        return ("outside_window", before) if each.at <= closes_at + LATE else (None, None)
    if not touches and in_window(delivery, delivery.received_at, each.at):
        return f"not_{delivery.version.touch}", None
    return None, None
