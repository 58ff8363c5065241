"""The made-up world's journeys: their steps, what was measured, and what people did about it."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from conversion_goals.demo_campaigns import (
    ACTIVE_SEGMENT,
    COURSE,
    COURSES,
    DORMANT_SEGMENT,
    MESSAGE_TYPES,
    PRO_SEGMENT,
    UPGRADE,
    WELCOME,
    Campaign,
    Step,
)
from conversion_goals.demo_people import END, Person, Row, World

OPENS = {"email": 0.45, "push": 0.3, "in-app": 0.6, "whatsapp": 0.7}
CLICKS = {"email": 0.3, "push": 0.4, "in-app": 0.35, "whatsapp": 0.25, "twilio": 0.1}
TOPICS = ("maths", "history", "biology", "music")
MACHINE_SHARE = 0.12
# The platform asks before each message, and is sometimes late to know.
OVERLOOKED_SHARE = 0.08
# When the goal settings in demo_campaigns change what ends a journey.
UPGRADE_LEAVES_SINCE = datetime(2026, 2, 12)
OPT_IN_SINCE = datetime(2026, 3, 1)


def travel(
    world: World, person: Person, campaign: Campaign, entered: datetime, trigger: str | None
) -> None:
    """One journey: its steps until it ends, and what the person does about it."""
    if entered >= END:
        return
    journey = f"{campaign.campaign_id}-{person.person_id}-{world.number()}"
    world.add(
        "subjects",
        subject_name=journey,
        internal_customer_id=person.person_id,
        campaign_type="behavioral" if trigger else "segment",
        campaign_id=campaign.campaign_id,
        event_id=trigger,
        started_campaign_at=entered,
        created_at=entered,
        seq_num=world.number(),
    )
    answered = _answer(world, person, campaign, entered, trigger)
    leaves = _leaves(person, campaign, entered, answered)
    if leaves <= entered and not world.chance(OVERLOOKED_SHARE):
        _output(world, journey, "exit", None, entered)
        return
    for step in campaign.steps:
        at = entered + timedelta(hours=step.hours, seconds=world.dice.randrange(600))
        if at >= END:
            return
        is_checkpoint = step.type in MESSAGE_TYPES
        if is_checkpoint and leaves <= at and not world.chance(OVERLOOKED_SHARE):
            _output(world, journey, "exit", None, at)
            return
        _take_step(world, person, campaign, journey, step, at, trigger)
    if world.chance(0.95):
        _output(world, journey, "finish", None, at + timedelta(minutes=1))


def _leaves(person: Person, campaign: Campaign, entered: datetime, answered: datetime) -> datetime:
    """When the platform has cause to end the journey, by the settings of the day; END is never."""
    if campaign == UPGRADE:
        return END if entered < UPGRADE_LEAVES_SINCE else min(answered, person.pro_at)
    if campaign == WELCOME and entered >= OPT_IN_SINCE:
        return min(answered, person.opted_out_at)
    if campaign == COURSE and entered < person.active_at:
        return entered
    if campaign == COURSE:
        return min(answered, person.opted_out_at, person.dormant_at)
    return answered if campaign.leaves_on_answer else END


def _answer(
    world: World, person: Person, campaign: Campaign, entered: datetime, trigger: str | None
) -> datetime:
    """When the person does what the campaign hopes for, wrongly now and then; END is never."""
    if not world.chance(campaign.answers * (0.4 + 1.5 * person.eagerness)):
        return END
    at = world.after(entered, campaign.hours_to_answer)
    if campaign.answer == "awake":
        world.segment(person, DORMANT_SEGMENT, "left", at)
        world.segment(person, ACTIVE_SEGMENT, "entered", at)
    elif campaign.answer == "upgraded":
        world.segment(person, PRO_SEGMENT, "entered", at)
        world.attribute(person, "plan", "pro", at)
    else:
        properties = _answer_properties(world, person, campaign.answer, trigger)
        world.event(person, campaign.answer, properties, at)
        if world.chance(0.1):
            world.event(person, campaign.answer, properties, world.after(at, 24))
    return at


def _answer_properties(world: World, person: Person, name: str, trigger: str | None) -> Row:
    dice = world.dice
    started = world.rows["events"][-1]
    asked = started["properties"] if started["event_id"] == trigger else {}
    if name == "lesson_started":
        return {"lesson": dice.randrange(1, 9), "is_preview": world.chance(0.2)}
    if name == "purchase":
        other = {"cart": {"id": f"k{world.number()}", "total": round(dice.uniform(5, 90), 2)}}
        return other if world.chance(0.15) or "cart" not in asked else dict(asked)
    if name == "course_completed":
        course = asked.get("course_id", "algebra")
        return {
            "course_id": course if world.chance(0.85) else dice.choice(COURSES),
            "language": person.language if world.chance(0.95) else "en",
        }
    if name == "call_booked":
        return {"seats": dice.choice((1, 2, 5, 10, "12", None))}
    voucher = {"voucher": "SPRING"} if world.chance(0.1) else {}
    sits_at = dice.choice(("2026-04-01", "2026-04-20", "2026-05-02T09:00:00+02:00"))
    return {"topics": dice.sample(TOPICS, 2), "sits_at": sits_at, **voucher}


def _output(
    world: World,
    journey: str,
    output_type: str,
    action_id: int | None,
    at: datetime,
    **columns: Any,
) -> None:
    if at < END:
        world.add(
            "outputs",
            output_id=f"o{world.number()}",
            subject_name=journey,
            output_type=output_type,
            action_id=action_id,
            created_at=at,
            seq_num=world.number(),
            **columns,
        )


def _take_step(
    world: World,
    person: Person,
    campaign: Campaign,
    journey: str,
    step: Step,
    at: datetime,
    trigger: str | None,
) -> None:
    """A message, skipped or drafted now and then; or another action."""
    place = (world, journey, step.type, step.action_id, at)
    if step.type not in MESSAGE_TYPES:
        _output(*place)
        return
    if world.chance(0.03):
        _output(*place, explanation="skipped")
        return
    draft = world.chance(0.01)
    delivery = f"d{world.number()}"
    _output(*place, delivery_id=delivery, draft=draft, link_tracked=step.link_tracked)
    world.add(
        "deliveries",
        delivery_id=delivery,
        internal_customer_id=person.person_id,
        subject_id=journey,
        event_id=trigger,
        delivery_type=step.type,
        campaign_id=campaign.campaign_id,
        action_id=step.action_id,
        created_at=at,
        seq_num=world.number(),
    )
    if draft:
        _metric(world, delivery, "drafted", at)
    else:
        measure(world, delivery, step.type, at, person.eagerness)


def measure(world: World, delivery: str, type_: str, at: datetime, eagerness: float) -> None:
    """What the platform measured of one delivery that went out."""
    sent = at + timedelta(seconds=2)
    _metric(world, delivery, "sent", sent)
    if world.chance(0.02):
        _metric(world, delivery, "bounced", sent + timedelta(seconds=30))
        return
    if type_ not in ("slack", "webhook"):
        _metric(world, delivery, "delivered", sent + timedelta(seconds=world.dice.randrange(1, 90)))
    if type_ == "email" and world.chance(MACHINE_SHARE):
        _metric(world, delivery, "opened", sent + timedelta(seconds=95), machine=True)
    seen = world.after(sent + timedelta(seconds=100), 9)
    is_opened = world.chance(OPENS.get(type_, 0) * (0.5 + eagerness))
    if is_opened:
        _metric(world, delivery, "opened", seen)
    if is_opened and world.chance(0.25):
        _metric(world, delivery, "opened", world.after(seen, 30))
    # An SMS shows no opens; elsewhere who does not open does not click.
    may_click = is_opened or type_ == "twilio"
    if may_click and world.chance(CLICKS.get(type_, 0) * (0.5 + eagerness)):
        _metric(world, delivery, "clicked", world.after(seen, 0.2))


def _metric(world: World, delivery: str, metric: str, at: datetime, machine: bool = False) -> None:
    if at < END:
        world.add(
            "metrics",
            event_id=f"m{world.number()}",
            delivery_id=delivery,
            metric=metric,
            created_at=at,
            seq_num=world.number(),
            proxied=False,
            prefetched=machine and world.chance(0.5),
            machine=machine,
        )
