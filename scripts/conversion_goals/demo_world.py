"""A made-up world: what people of a small online school did in half a year."""

from __future__ import annotations

import random
from datetime import datetime, timedelta

from conversion_goals.demo_campaigns import (
    ACTIVE_SEGMENT,
    CAMPAIGNS,
    CART,
    COURSE,
    COURSES,
    DORMANT_SEGMENT,
    EXAMS,
    LEADS,
    PRO_SEGMENT,
    UPGRADE,
    WELCOME,
    WIN_BACK,
    Campaign,
)
from conversion_goals.demo_journeys import measure, travel
from conversion_goals.demo_people import BEGIN, END, Person, Row, World


def make_world(people: int, seed: int) -> dict[str, list[Row]]:
    """Return all raw rows of a world of so many people; the same for the same seed."""
    world = World(random.Random(seed))
    _add_settings(world)
    for number in range(people):
        _live(world, _add_person(world, number))
    _send_newsletters(world, people)
    return world.rows


def _add_settings(world: World) -> None:
    for campaign in CAMPAIGNS:
        key = {"campaign_id": campaign.campaign_id}
        world.add("campaigns", **key, name=campaign.name, created_at=datetime(2025, 12, 15))
        for step in campaign.steps:
            world.add(
                "campaign_actions",
                **key,
                action_id=step.action_id,
                name=step.name,
                type=step.type,
                counts_conversions=step.counts_conversions,
            )
        for goal in campaign.goals:
            world.add("campaign_goals", **key, **goal)


def _add_person(world: World, number: int) -> Person:
    """One learner: the turns of a life are drawn first, so that journeys can know them."""
    dice = world.dice
    signed_up = BEGIN + timedelta(seconds=dice.randrange(int((END - BEGIN).total_seconds())))
    active = world.after(signed_up, 24)
    person = Person(
        person_id=f"{dice.getrandbits(40):010x}{number:05x}",
        eagerness=dice.betavariate(2, 3),
        language=dice.choice(("de", "en", "fr")),
        signed_up_at=signed_up,
        active_at=active,
        dormant_at=world.after(active, 1100) if world.chance(0.5) else END,
        opted_out_at=world.after(signed_up, 500) if world.chance(0.12) else END,
        pro_at=world.after(signed_up, 48) if world.chance(0.04) else END,
    )
    world.add(
        "people",
        customer_id=f"learner-{number}",
        internal_customer_id=person.person_id,
        deleted=world.chance(0.01),
        suppressed=world.chance(0.02),
        created_at=signed_up,
        updated_at=signed_up,
        email_addr=f"learner-{number}@school.example",
    )
    return person


def _live(world: World, person: Person) -> None:
    """Signing up, learning, filling carts, falling asleep."""
    dice, signed_up = world.dice, person.signed_up_at
    _set_attributes(world, person)
    _set_segments(world, person)
    event = world.event(person, "signed_up", {"source": dice.choice(("ad", "friend"))}, signed_up)
    travel(world, person, WELCOME, signed_up, event)
    for campaign, name, hours, share in (
        (CART, "cart_filled", 400, 0.45),
        (COURSE, "course_started", 300, 0.5),
        (LEADS, "price_viewed", 500, 0.12),
        (EXAMS, "exam_viewed", 600, 0.25),
        (CART, "cart_filled", 1200, 0.2),
    ):
        if world.chance(share):
            _start(world, person, campaign, name, world.after(signed_up, hours))
    if world.chance(0.35):
        travel(world, person, UPGRADE, world.after(person.active_at, 300), None)
    if person.dormant_at < END:
        travel(world, person, WIN_BACK, person.dormant_at + timedelta(minutes=5), None)


def _set_attributes(world: World, person: Person) -> None:
    dice = world.dice
    for name, value in (
        ("country", dice.choice(("DE", "FR", "IT", "US"))),
        ("language", person.language),
        ("plan", "free"),
        ("email_opt_in", "true"),
    ):
        world.attribute(person, name, value, person.signed_up_at)
    world.attribute(person, "email_opt_in", "false", person.opted_out_at)


def _set_segments(world: World, person: Person) -> None:
    """Active from the first days on; dormant later on, half of them; a few Pro at once."""
    world.segment(person, ACTIVE_SEGMENT, "entered", person.active_at)
    world.segment(person, PRO_SEGMENT, "entered", person.pro_at)
    if person.active_at < person.dormant_at:
        world.segment(person, ACTIVE_SEGMENT, "left", person.dormant_at)
        world.segment(person, DORMANT_SEGMENT, "entered", person.dormant_at)


def _start(world: World, person: Person, campaign: Campaign, name: str, at: datetime) -> None:
    """An event that starts a journey, unless it is too late for this half year."""
    if at < END:
        event = world.event(person, name, _properties(world, person, name), at)
        travel(world, person, campaign, at, event)


def _properties(world: World, person: Person, name: str) -> Row:
    dice = world.dice
    if name == "cart_filled":
        return {"cart": {"id": f"k{world.number()}", "total": round(dice.uniform(5, 90), 2)}}
    if name == "course_started":
        return {"course_id": dice.choice(COURSES), "language": person.language}
    return {"page": name}


def _send_newsletters(world: World, people: int) -> None:
    """Two newsletters to a third of all people: deliveries without a campaign."""
    for newsletter, at in ((31, datetime(2026, 2, 20, 9)), (32, datetime(2026, 4, 24, 9))):
        for person in world.dice.sample(world.rows["people"], people // 3):
            delivery = f"d{world.number()}"
            world.add(
                "deliveries",
                delivery_id=delivery,
                internal_customer_id=person["internal_customer_id"],
                delivery_type="email",
                newsletter_id=newsletter,
                content_id=newsletter * 10,
                created_at=at,
                seq_num=world.number(),
            )
            measure(world, delivery, "email", at, eagerness=0.4)
