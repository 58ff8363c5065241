"""Random worlds in the raw tables: small, sparse and full of ties.

Every moment lies on a coarse grid or at an edge of another one (an entry, a touch, the end of a
window), so that the rules' "at exactly" is the usual case.
"""

from datetime import datetime, timedelta
from random import Random

import world_trees as trees
from evaluator.tables import TABLES
from world_faults import break_rows, repeat_rows
from world_sketch import DAY, EVENT_NAMES, INSTANT, SECOND, START, Sketch
from world_tables import Raw, Row, joined, native, write_world

__all__ = ["filter_world", "joined", "native", "random_world", "write_world"]

STEPS = (SECOND, timedelta(minutes=10), timedelta(hours=6), DAY, 5 * DAY, 30 * DAY)
PEOPLE = ("p1", "p.2", "it's", "Ä4")
CAMPAIGNS = ("c1", "c.2", "3")
SEGMENTS = ("7", "s.b", "vip's")
DELIVERY_TYPES = (
    *("email",) * 12,
    *("sms", "twilio", "push", "in-app", "In_App", "whatsapp", "webhook", "webhook"),
    *("Webhook", "slack", "EMAIL", "sms", "push", "pigeon", None),
)
STEP_TYPES = (
    *("email", "email", "sms", "webhook", "slack", "in-app", "Push", "exit", "exit", "exit"),
    *("attribute_update", "create_event", "finish", "completed", "split", "teleport", None),
    *("delay", "branch"),
)
LAGS = (timedelta(0), SECOND, timedelta(hours=3), 2 * DAY)


def random_world(seed: int, workspace: str) -> Raw:
    """The raw rows of one workspace, the same for the same seed."""
    rng = Random(seed)
    sketch = Sketch(
        rng=rng,
        workspace=workspace,
        step=rng.choice(STEPS),
        people=list(PEOPLE[: rng.choice((1, 1, 1, 2, 2, 3, 4))]),
        campaigns=list(CAMPAIGNS[: rng.choice((1, 1, 2, 3))]),
        theme=trees.random_theme(rng),
        triggers=[f"e{number}" for number in range(1, 5)] + ["e404"],
    )
    for campaign in sketch.campaigns:
        _add_campaign(sketch, campaign)
    with_goal = [row["campaign_id"] for row in sketch.raw["campaign_goals"]]
    sketch.campaigns += with_goal * 2  # mostly drawn
    for number in range(rng.randint(2, 7)):
        _add_journey(sketch, number)
    for _ in range(rng.randint(5, 16)):
        _add_delivery(sketch)
    _add_steps(sketch)
    _add_far_edges(sketch)
    _add_events(sketch)
    if sketch.often(0.85):  # X5: else nothing can be judged
        _add_segment_changes(sketch)
        if sketch.often(0.25):
            _add_late_return(sketch)
    if sketch.often(0.85):
        _add_attributes(sketch)
    _add_people(sketch)
    _add_loaded_at(sketch)
    repeat_rows(sketch)
    break_rows(sketch)
    for rows in sketch.raw.values():
        rng.shuffle(rows)
    return sketch.raw


def _add_campaign(sketch: Sketch, campaign: str) -> None:
    rng = sketch.rng
    if sketch.often(0.8):
        sketch.add("campaigns", campaign_id=campaign, name="It's; --", created_at=START)
    for message in ("m1", "m2", "hook"):
        if sketch.often(0.8):
            sketch.add(
                "campaign_actions",
                campaign_id=campaign,
                action_id=f"{campaign}.{message}",
                name=message,
                type="webhook" if message == "hook" else "email",
                counts_conversions=rng.choice((True, True, False, None)),
            )
    for number in range(rng.choice((*(1,) * 12, 2, 2, 2, 3, 3, 0))):
        late = rng.choice((0, 2, 2, 4)) if number else rng.choice((*(-1,) * 9, 2))
        _add_version(sketch, campaign, START + late * sketch.step)


def _add_version(sketch: Sketch, campaign: str, set_at: datetime) -> None:
    rng = sketch.rng
    goal_type = rng.choice(
        (*("event",) * 12, *("enters_segment",) * 4, *("leaves_segment",) * 3, None)
    )
    frame = min(rng.choice((1, 1, 2, 3)) * sketch.step // SECOND, 7776000)  # 90 days at most
    version = sketch.add(
        "campaign_goals",
        campaign_id=campaign,
        goal_version_id=sketch.next_id("g", "campaign_goals"),
        set_at=set_at,
        goal_type=goal_type,
        event_name=EVENT_NAMES[0] if sketch.often(0.8) else EVENT_NAMES[1],
        segment_id=rng.choice(SEGMENTS[:2]),
        filter=trees.goal_filter(rng, sketch.theme),
        time_frame_seconds=rng.choice((*(frame,) * 5, f"{frame}.0", 7776000)),
        touch=rng.choice((*("received",) * 4, "opened", "opened", "clicked")),
        exit_setting=rng.choice(
            (
                *("goal_achieved", "goal_achieved", "stops_matching", None, "never"),
                *("goal_achieved_or_stops_matching",) * 3,
            )
        ),
        audience=trees.audience(rng, list(SEGMENTS)),
    )
    if goal_type is None and sketch.often(0.5):  # G6: not looked at
        broken = trees.unreadable(rng, audience=False)
        version.update(filter=broken, time_frame_seconds="soon", touch="waved")


def _add_journey(sketch: Sketch, number: int) -> None:
    rng = sketch.rng
    entered_at = sketch.grid(5)
    sketch.edges.append(entered_at)
    sketch.add(
        "subjects",
        subject_name=f"j{rng.choice(('', '.'))}{number}",
        internal_customer_id=rng.choice(sketch.people) if sketch.often(0.95) else None,
        campaign_type="triggered",
        campaign_id=rng.choice(sketch.campaigns) if sketch.often(0.97) else None,
        event_id=rng.choice(sketch.triggers) if sketch.often(0.5) else None,
        started_campaign_at=entered_at,
        created_at=entered_at,
        seq_num=rng.choice((None, number)),
    )


def _add_delivery(sketch: Sketch) -> None:
    rng, raw = sketch.rng, sketch.raw
    journey = rng.choice(raw["subjects"]) if sketch.often(0.95) else {}
    entered_at = journey.get("started_campaign_at") or sketch.grid()
    created_at = entered_at + rng.choice((-1, 0, 0, 1, 1, 2, 3, 4, 6)) * sketch.step
    owner = journey.get("internal_customer_id")
    person = rng.choice((*(owner,) * 20, None, None, PEOPLE[0]))
    if journey and owner is None and sketch.often(0.7):
        person = rng.choice(sketch.people)
    campaign = rng.choice((*(journey.get("campaign_id"),) * 20, None, None, sketch.campaigns[0]))
    message = rng.choice(("m1", "m1", "m2", "hook", None))
    delivery = sketch.add(
        "deliveries",
        delivery_id=sketch.next_id("d", "deliveries"),
        internal_customer_id=person,
        subject_id=journey.get("subject_name") or rng.choice((None, "", "j404")),
        delivery_type=rng.choice(DELIVERY_TYPES),
        campaign_id=campaign,
        action_id=message and f"{campaign or sketch.campaigns[0]}.{message}",
        newsletter_id=None if journey else "n1",
        created_at=created_at,
        seq_num=rng.choice((None, 1, 2)),
    )
    sketch.edges.append(created_at)
    _add_metrics(sketch, delivery)


def _add_metrics(sketch: Sketch, delivery: Row) -> None:
    rng = sketch.rng
    kinds = list(
        rng.choice(
            (
                *(("sent", "delivered"),) * 20,
                *(("delivered",), ("sent",), ("sent",), ("drafted",), ("attempted", "failed")),
                *(("sent", "bounced"), ("sent", "delivered", "bounced"), ("sent", "dropped"), ()),
                *(("delivered", "delivered", "unsubscribed"), ("sent", "forwarded", "deferred")),
                ("sent", "undeliverable"),
            )
        )
    )
    kinds += ["opened"] * rng.choice((0, 0, 1, 2, 2, 3))
    kinds += ["clicked"] * rng.choice((0, 1, 1, 2))
    for kind in kinds:
        is_touch = kind in ("opened", "clicked")
        delay = rng.choice((0, 0, 1, 2, 4, 6, -1) if is_touch else (0, 0, 0, 1, 2))
        created_at = (
            delivery["created_at"]
            + delay * sketch.step
            + rng.choice((0 * SECOND, 0 * SECOND, 0 * SECOND, SECOND, timedelta(seconds=0.5)))
        )
        flags = {
            flag: rng.choice((None, False, True, False)) if is_touch else None
            for flag in ("proxied", "prefetched", "machine")
        }
        sketch.edges.append(created_at)
        sketch.add(
            "metrics",
            event_id=sketch.next_id("x", "metrics"),
            delivery_id=delivery["delivery_id"],
            metric=kind,
            link_url="https://example.com/?a=1&b='" if kind == "clicked" else None,
            created_at=created_at,
            seq_num=rng.choice((None, 3)),
            **(flags if sketch.often(0.5) else {}),
        )


def _add_steps(sketch: Sketch) -> None:
    rng = sketch.rng
    for delivery in sketch.raw["deliveries"]:
        if sketch.often(0.4):
            _add_step(sketch, delivery["subject_id"], delivery["created_at"], delivery)
    for journey in sketch.raw["subjects"]:
        for _ in range(rng.choice((0, 0, 0, 1, 1, 2))):
            at = journey["started_campaign_at"] + rng.choice((-1, 0, 1, 2, 4, 8)) * sketch.step
            _add_step(sketch, journey["subject_name"], at, {})


def _add_step(sketch: Sketch, journey_id: object, at: datetime, delivery: Row) -> None:
    rng = sketch.rng
    sketch.edges.append(at)
    sketch.add(
        "outputs",
        output_id=sketch.next_id("o", "outputs"),
        subject_name=journey_id,
        output_type="email" if delivery else rng.choice(STEP_TYPES),
        action_id=delivery.get("action_id"),
        explanation="because",
        delivery_id=delivery.get("delivery_id"),
        draft=rng.choice((None, False, True)),
        link_tracked=rng.choice((None, True, True, False)) if delivery else None,
        split_test_index=rng.choice((None, 0, 1)),
        delay_ends_at=rng.choice((None, at)),
        created_at=at,
        seq_num=rng.choice((None, 4)),
    )


def _add_far_edges(sketch: Sketch) -> None:
    """The ends of windows, 90 days after them, a year from an entry, either way."""
    raw = sketch.raw
    frames = [row["time_frame_seconds"] for row in raw["campaign_goals"]]
    lengths = [timedelta(seconds=frame) for frame in frames if isinstance(frame, int)]
    touches = [row["created_at"] for row in raw["metrics"]]
    ends = [touch + length for touch in touches for length in lengths]
    entries = [row["started_campaign_at"] for row in raw["subjects"]]
    far = [end + 90 * DAY for end in ends]
    far += [entry + sign * 365 * DAY for entry in entries for sign in (1, -1)]
    sketch.edges += sketch.rng.sample(ends, min(len(ends), 12))
    sketch.edges += sketch.rng.sample(far, min(len(far), 4))


def _add_events(sketch: Sketch) -> None:
    rng = sketch.rng
    touched = [row for row in sketch.raw["deliveries"] if row["internal_customer_id"]]
    for number in range(1, rng.choice((2, 8, 16, 24, 32)) + 1):
        person = rng.choice(sketch.people) if sketch.often(0.96) else None
        processed_at = sketch.moment()
        claimed_at = rng.choice((processed_at, processed_at, None, sketch.moment()))
        if touched and sketch.often(0.5):  # about a delivery, by the person who has it
            delivery = rng.choice(touched)
            person = delivery["internal_customer_id"]
            processed_at = _near(sketch, delivery)
            if sketch.often(0.4):  # arrives long after it claims to have happened
                claimed_at = processed_at
                processed_at = max(sketch.edges) + rng.choice((0, 1, 3)) * sketch.step
        elif sketch.often(0.15):
            person, processed_at = _a_year_away(sketch)
        sketch.add(
            "events",
            event_id=f"e{number}" if number < 5 else f"e.{number}",
            internal_customer_id=person,
            name=rng.choice((*(EVENT_NAMES[0],) * 6, EVENT_NAMES[1], "other", None)),
            properties=trees.properties(rng, sketch.theme),
            timestamp=claimed_at,
            processed_at=processed_at,
        )


def _with_person(sketch: Sketch) -> list[Row]:
    """Journeys whose person is known; any where none is."""
    journeys = sketch.raw["subjects"]
    return [row for row in journeys if row["internal_customer_id"]] or journeys


def _a_year_away(sketch: Sketch) -> tuple[object, datetime]:
    """A person, and 365 days before or after an entry of theirs, or just past it."""
    rng = sketch.rng
    journey = rng.choice(_with_person(sketch))
    year = rng.choice((365 * DAY, 365 * DAY + INSTANT)) * rng.choice((1, 1, -1))
    return journey["internal_customer_id"], journey["started_campaign_at"] + year


def _someones_moment(sketch: Sketch) -> tuple[object, datetime]:
    """A person and a moment: any, or at (or about) one of theirs."""
    rng, raw = sketch.rng, sketch.raw
    pick = rng.random()
    if pick < 0.1:
        return _a_year_away(sketch)
    if pick < 0.5:
        return rng.choice(sketch.people), sketch.moment()
    journey = rng.choice(_with_person(sketch))
    reached = [
        row["created_at"]
        for table, link in (("deliveries", "subject_id"), ("outputs", "subject_name"))
        for row in raw[table]
        if row[link] == journey["subject_name"]
    ]
    nudge = rng.choice((0 * SECOND, 0 * SECOND, INSTANT, -INSTANT))
    at = rng.choice((journey["started_campaign_at"], *reached)) + nudge
    return journey["internal_customer_id"], at


def _near(sketch: Sketch, delivery: Row) -> datetime:
    """At, or after, a moment of a delivery; at, or past, the end of its window."""
    rng, raw = sketch.rng, sketch.raw
    moments = [
        row["created_at"] for row in raw["metrics"] if row["delivery_id"] == delivery["delivery_id"]
    ]
    frames = [
        timedelta(seconds=row["time_frame_seconds"])
        for row in raw["campaign_goals"]
        if isinstance(row["time_frame_seconds"], int)
    ]
    frame = rng.choice((0 * SECOND, 0 * SECOND, *frames))
    if sketch.often(0.15):
        frame, moments = frame + 90 * DAY, moments[-1:]
    nudge = rng.choice((0 * SECOND, INSTANT, INSTANT, SECOND, sketch.step, 2 * sketch.step))
    return rng.choice((*moments, delivery["created_at"])) + frame + nudge


def _add_segment_changes(sketch: Sketch) -> None:
    rng = sketch.rng
    for person in sketch.people:
        for segment in SEGMENTS:
            if sketch.often(0.5):  # already in when the world begins
                sketch.add(
                    "segment_changes",
                    segment_id=segment,
                    internal_customer_id=person,
                    change="entered",
                    changed_at=START - DAY,
                )
    for _ in range(rng.choice((1, 8, 16, 26))):
        person, changed_at = _someones_moment(sketch)
        row = sketch.add(
            "segment_changes",
            segment_id=rng.choice((*SEGMENTS, *SEGMENTS[:2])),
            internal_customer_id=person,
            change=rng.choice(("entered", "entered", "left")),
            changed_at=changed_at,
        )
        if sketch.often(0.3):  # and back, at the same instant or later
            other = "left" if row["change"] == "entered" else "entered"
            later = changed_at + rng.choice((0, 0, 1, 2)) * sketch.step
            sketch.add("segment_changes", **{**row, "change": other, "changed_at": later})


def _add_late_return(sketch: Sketch) -> None:
    """Out of all segments a year after an entry, back in before the next step (X5, `exit_due`)."""
    journey = sketch.rng.choice(_with_person(sketch))
    entered_at = journey["started_campaign_at"]
    for segment in SEGMENTS:
        for change, days in (("left", 360), ("entered", 370)):
            sketch.add(
                "segment_changes",
                segment_id=segment,
                internal_customer_id=journey["internal_customer_id"],
                change=change,
                changed_at=entered_at + days * DAY,
            )
    if sketch.often(0.7):
        _add_step(sketch, journey["subject_name"], entered_at + 380 * DAY, {})


def _add_attributes(sketch: Sketch) -> None:
    rng = sketch.rng
    texts = [value for value in sketch.theme.values if isinstance(value, str)]
    odd = (*trees.ATTRIBUTE_TEXTS, *texts, None)
    for _ in range(rng.choice((1, 6, 12, 20))):
        person, changed_at = _someones_moment(sketch)
        usual = rng.choice(("pro", "free", "DE", "10"))
        sketch.add(
            "attributes",
            internal_customer_id=person,
            attribute_name=rng.choice((*trees.ATTRIBUTES, *("plan", "country") * 4)),
            attribute_value=usual if sketch.often(0.7) else rng.choice(odd),
            timestamp=changed_at if sketch.often(0.7) else START - DAY,
        )


def _add_people(sketch: Sketch) -> None:
    for person in sketch.people:
        if sketch.often(0.7):
            sketch.add(
                "people",
                customer_id=f"{person}@shop",
                internal_customer_id=person,
                deleted=sketch.rng.choice((None, False, True)),
                created_at=START,
                email_addr="a@example.com",
            )


def _add_loaded_at(sketch: Sketch) -> None:
    """Loaded as they happened, or all at one moment: midway, or long after."""
    rng = sketch.rng
    late = (START + 900 * DAY, START + 200 * DAY)
    midway = (sketch.grid(), rng.choice(sketch.edges))
    at_once = rng.choice((None, None, None, *late, *midway))
    for table, rows in sketch.raw.items():
        for row in rows:
            own_time = row.get(TABLES[table].own_time or "") or START
            row["loaded_at"] = at_once or own_time + rng.choice(LAGS)


def filter_world(seed: int, workspace: str, filters: int = 40, events: int = 30) -> Raw:
    """A campaign for each of many filters and audiences, and one person in all of them.

    Every event has an outcome in every campaign, which tells whether it passed the filter; every
    journey's exit tells whether the person matched the audience.
    """
    rng = Random(seed)
    theme = trees.random_theme(rng)
    person, triggers = PEOPLE[0], [f"t{number}" for number in range(5)]
    sketch = Sketch(rng, workspace, DAY, [person], [], theme, triggers)
    for number in range(filters):
        sketch.add(
            "campaign_goals",
            campaign_id=f"c{number}",
            goal_version_id=f"g{number}",
            set_at=START,
            goal_type="event",
            event_name=EVENT_NAMES[0],
            filter=trees.goal_filter(rng, theme) or trees.goal_filter(rng, theme),
            time_frame_seconds=60,
            touch="received",
            audience=trees.audience(rng, list(SEGMENTS)),
        )
        sketch.add(
            "subjects",
            subject_name=f"j{number}",
            internal_customer_id=person,
            campaign_id=f"c{number}",
            event_id=rng.choice(triggers),
            started_campaign_at=START + rng.randrange(4) * DAY,
        )
    for number in range(events):
        is_trigger = number < len(triggers)
        sketch.add(
            "events",
            event_id=f"t{number}" if is_trigger else f"e{number}",
            internal_customer_id=person,
            name="start" if is_trigger else EVENT_NAMES[0],
            properties=trees.properties(rng, theme),
            processed_at=START + (5 + rng.randrange(4)) * DAY,
        )
    _add_attributes(sketch)
    for segment in SEGMENTS:
        sketch.add(
            "segment_changes",
            segment_id=segment,
            internal_customer_id=person,
            change="entered",
            changed_at=START + rng.randrange(5) * DAY,
        )
    for table, rows in sketch.raw.items():
        for row in rows:
            row["loaded_at"] = row[TABLES[table].own_time]
    return sketch.raw
