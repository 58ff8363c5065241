"""Who gets the credit (C1 to C6), and what became of every achievement."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from .rules import already_matched, exists_for, has_goal, passes_filter, satisfies
from .world import Achievement, Delivery, World

FAR = timedelta(days=365)


@dataclass(frozen=True)
class Credit:
    achievement: Achievement
    delivery: Delivery
    touch_at: datetime
    converts: bool  # C5: the delivery's first; a later one is "already converted"


@dataclass(frozen=True)
class Outcome:
    achievement: Achievement
    campaign_id: str
    outcome: str
    credit: Credit | None


def is_tracked(delivery: Delivery) -> bool:
    """The lines of `not_tracked` do not apply."""
    return (
        delivery.is_eligible
        and delivery.version is not None
        and delivery.version.goal_type is not None
        and delivery.received_at is not None
    )


def in_window(delivery: Delivery, touch: datetime, at: datetime) -> bool:
    """C1: strictly after the touch; the last instant of the window is inside."""
    return touch < at <= touch + delivery.version.time_frame


def all_credits(world: World) -> list[Credit]:
    """Every credit, of every achievement in every campaign (C6)."""
    campaigns = {each.campaign_id for each in world.deliveries if is_tracked(each)}
    given: list[Credit] = []
    converted: set[str] = set()
    # C5: the first credit converts; same time: the lesser achievement_id is first.
    for achievement in sorted(world.achievements, key=lambda a: (a.at, a.achievement_id)):
        for campaign_id in campaigns:
            candidates = _candidates(world, achievement, campaign_id)
            if not candidates:
                continue
            # C2: the latest touch. C3: the later created_at, then the greater delivery_id.
            winner = max(candidates)
            touch_at, delivery = winner[0], candidates[winner]
            converts = delivery.delivery_id not in converted
            given.append(Credit(achievement, delivery, touch_at, converts))
            converted.add(delivery.delivery_id)
    return given


def _candidates(
    world: World, achievement: Achievement, campaign_id: str | None
) -> dict[tuple[datetime, datetime, str], Delivery]:
    """C1, by what ranks them. E5: an ineligible delivery is no candidate."""
    return {
        (touch, delivery.created_at, delivery.delivery_id): delivery
        for delivery in world.deliveries
        if is_tracked(delivery)
        and delivery.campaign_id == campaign_id
        and delivery.person_id == achievement.person_id
        and satisfies(world, delivery.journey, achievement)
        for touch in delivery.touches
        if in_window(delivery, touch, achievement.at)
    }


def all_outcomes(world: World, given: list[Credit]) -> list[Outcome]:
    credit_of = {
        (credit.achievement.identity, credit.delivery.campaign_id): credit for credit in given
    }
    outcomes = []
    for achievement in world.achievements:
        # Each campaign that has a readable version with that goal.
        campaigns = {v.campaign_id for v in world.versions if has_goal(v, achievement)}
        for campaign_id in sorted(campaigns):
            credit = credit_of.get((achievement.identity, campaign_id))
            if credit is not None:
                outcome = "credited" if credit.converts else "already_converted"
            elif _has_near_journey(world, achievement, campaign_id):
                outcome = why_no_credit(world, achievement, campaign_id)
            else:
                continue
            outcomes.append(Outcome(achievement, campaign_id, outcome, credit))
    return outcomes


def _has_near_journey(world: World, achievement: Achievement, campaign_id: str) -> bool:
    """The person has a journey that entered within 365 days of it, before or after."""
    return any(
        journey.person_id == achievement.person_id
        and journey.campaign_id == campaign_id
        and abs(journey.entered_at - achievement.at) <= FAR
        for journey in world.journeys.values()
    )


def why_no_credit(world: World, achievement: Achievement, campaign_id: str) -> str:
    """The first that applies."""
    under_goal = [
        journey
        for journey in world.journeys.values()
        if journey.person_id == achievement.person_id
        and journey.campaign_id == campaign_id
        and exists_for(journey, achievement)
    ]
    if not under_goal:
        return "no_journey"
    unmatched = [each for each in under_goal if not already_matched(world, each)]
    if not unmatched:
        return "already_matched"
    passed = [each for each in unmatched if passes_filter(world, each, achievement)]
    if not passed:
        return "filter_failed"
    touched = any(
        touch < achievement.at
        for journey in passed
        for delivery in world.deliveries_of(journey)
        if is_tracked(delivery)
        for touch in delivery.touches
    )
    return "outside_window" if touched else "no_touch"
