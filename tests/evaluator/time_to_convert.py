"""How long after a touch people convert: each touch followed to its end, and the curves."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime, timedelta

from .credit import Credit, is_tracked
from .rules import already_matched, satisfies
from .versions import LONGEST_TIME_FRAME
from .world import Delivery, World

Row = dict[str, object]
DAY = timedelta(days=1)
DIGITS = 9
SHARES = {
    "share_by_then": "cumulative_incidence",
    "share_in_time_frame": "cumulative_incidence_in_time_frame",
}
LONGEST = timedelta(seconds=LONGEST_TIME_FRAME)


@dataclass(frozen=True)
class Wait:
    """One touch: in how many days, counted up, it ended how; and the same for any achievement."""

    campaign_id: str
    touch: str
    days: int
    ending: str  # converted, converted_later, superseded, repeated, censored
    any_days: int
    is_achieved: bool


def waits(world: World, given: list[Credit]) -> list[Wait]:
    converted_at = {
        each.delivery.delivery_id: each.achievement.at for each in given if each.converts
    }
    lines = defaultdict(list)
    for delivery in world.deliveries:
        if (
            is_tracked(delivery)
            and delivery.person_id is not None
            and not already_matched(world, delivery.journey)
        ):
            goal = delivery.version.goal_type, delivery.version.goal_name
            for at in set(delivery.touches):
                line = lines[delivery.campaign_id, delivery.person_id, goal]
                line.append((at, delivery.created_at, delivery.delivery_id, delivery))
    found = []
    for line in lines.values():
        line.sort(key=lambda each: each[:3])
        taker_at = {each[0]: each[2] for each in line}  # C3: the last of its instant
        for (at, _, own_id, delivery), after in zip(line, [*line[1:], None], strict=True):
            done_at = converted_at.get(own_id)
            if at <= world.as_of and (done_at is None or done_at > at):
                following = (after[0], taker_at[after[0]]) if after else None
                found.append(_wait(world, delivery, at, following))
    return found


def _wait(
    world: World, delivery: Delivery, at: datetime, following: tuple[datetime, str] | None
) -> Wait:
    limit = min(world.as_of, at + LONGEST)
    achieved_at = min(
        (
            each.at
            for each in world.achievements
            if at < each.at <= limit
            and each.person_id == delivery.person_id
            and satisfies(world, delivery.journey, each)
        ),
        default=None,
    )
    next_at = following[0] if following and following[0] <= limit else None
    if achieved_at is not None and (next_at is None or achieved_at <= next_at):
        is_in_frame = achieved_at <= at + delivery.version.time_frame
        end, ending = achieved_at, "converted" if is_in_frame else "converted_later"
    elif next_at is not None:
        end, ending = next_at, "repeated" if following[1] == delivery.delivery_id else "superseded"
    else:
        end, ending = limit, "censored"
    return Wait(
        campaign_id=delivery.campaign_id,
        touch=delivery.version.touch,
        days=_days(end - at),
        ending=ending,
        any_days=_days((achieved_at or limit) - at),
        is_achieved=achieved_at is not None,
    )


def _days(length: timedelta) -> int:
    """Days, rounded up: a time frame of so many days still holds it (C1)."""
    return -(-length // DAY)


def time_to_convert_rows(world: World, given: list[Credit]) -> list[Row]:
    curves = defaultdict(list)
    for wait in waits(world, given):
        curves[wait.campaign_id, wait.touch].append(wait)
    return [
        {
            "workspace_id": world.workspace_id,
            "campaign_id": campaign_id,
            "touch": touch,
            **point,
        }
        for (campaign_id, touch), own in curves.items()
        for point in _curve(own)
    ]


def _curve(own: list[Wait]) -> list[Row]:
    """Aalen and Johansen's estimate, and Kaplan and Meier's, day by day."""
    points, waiting, never_achieved, incidence, in_frame = [], 1.0, 1.0, 0.0, 0.0
    for day in range(max(each.any_days for each in own) + 1):
        at_risk = sum(each.days >= day for each in own)
        ended = {
            name: sum(each.days == day and each.ending == name for each in own)
            for name in ("converted", "converted_later", "superseded", "repeated", "censored")
        }
        if at_risk:
            incidence += waiting * (ended["converted"] + ended["converted_later"]) / at_risk
            in_frame += waiting * ended["converted"] / at_risk
            waiting *= 1 - (sum(ended.values()) - ended["censored"]) / at_risk
        not_achieved = sum(each.any_days >= day for each in own)
        achieved = sum(each.any_days == day and each.is_achieved for each in own)
        never_achieved *= 1 - achieved / not_achieved
        points.append(
            {
                "days_since_touch": day,
                "touches_at_risk": at_risk,
                **{f"touches_{name}": count for name, count in ended.items()},
                "cumulative_incidence": round(incidence, DIGITS),
                "cumulative_incidence_in_time_frame": round(in_frame, DIGITS),
                "touches_not_achieved": not_achieved,
                "touches_achieved": achieved,
                "achieved_share": round(1 - never_achieved, DIGITS),
            }
        )
    whole = points[-1]["cumulative_incidence"]
    for point in points:
        for share, curve in SHARES.items():
            point[share] = point[curve] / whole if whole else None
    return points
