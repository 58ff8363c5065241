"""A believable shop's raw rows, and the log of a platform that has one fault."""

from collections import defaultdict
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from random import Random

from evaluator import Settings, worlds
from evaluator.credit import Credit, all_credits
from evaluator.settings import seed_rows
from evaluator.world import World
from world_tables import Raw, Row

START = datetime(2026, 1, 5)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
CUT = START + 20 * DAY  # where one side's data ends, for the faults that are about it
BIG = '{"property": "total", "operator": "gte", "value": 50}'

# campaign, version, set on day, frame in days, touch, filter
VERSIONS = (
    ("c1", "g11", -1, 4, "received", None),
    ("c1", "g12", 30, 2, "received", None),
    ("c2", "g21", -1, 2, "opened", None),
    ("c2", "g22", 35, 5, "opened", None),
    ("c3", "g31", -1, 3, "clicked", None),
    ("c3", "g32", 40, 3, "clicked", BIG),
)
TYPES = (*("email",) * 16, "sms", "push", "in_app", "slack")


def shop_rows(seed: int, workspace: str, people: int = 150) -> Raw:
    """Journeys that repeat, machines that open, events that arrive late or at the last second."""
    rng = Random(seed)
    raw: Raw = {name: [] for name in ("subjects", "deliveries", "metrics", "events")}
    raw["campaign_goals"] = [
        {
            **{"campaign_id": campaign, "goal_version_id": version, "touch": touch},
            **{"set_at": START + day * DAY, "goal_type": "event", "event_name": "purchase"},
            **{"time_frame_seconds": days * 86400, "filter": rule, "exit_setting": "never"},
        }
        for campaign, version, day, days, touch, rule in VERSIONS
    ]
    for number in range(people):
        _add_person(rng, raw, f"p{number}")
    # Life goes on long after.
    _add_metric(raw, raw["deliveries"][0]["delivery_id"], "opened", START + 150 * DAY, None)
    _add_event(rng, raw, "p0", "last", [(START + 150 * DAY, DAY)])
    for rows in raw.values():
        for row in rows:
            row |= {"workspace_id": workspace, "loaded_at": START + 200 * DAY}
    return raw


def _add_person(rng: Random, raw: Raw, person: str) -> None:
    touches: list[tuple[datetime, timedelta]] = []
    for campaign in ("c1", "c2", "c3"):
        entered_at = START + rng.random() * 25 * DAY
        for number in range(rng.choice((1, 2, 3))):
            journey = f"{campaign}-{person}-{number}"
            raw["subjects"].append(
                {
                    **{"subject_name": journey, "internal_customer_id": person},
                    **{"campaign_id": campaign, "started_campaign_at": entered_at},
                }
            )
            touches += _add_messages(rng, raw, person, campaign, journey, entered_at)
            entered_at += (0.5 + rng.random() * 12) * DAY
    for number in range(rng.choice((1, 2, 3, 4, 6))):
        _add_event(rng, raw, person, f"{person}-{number}", touches)


def _add_messages(
    rng: Random, raw: Raw, person: str, campaign: str, journey: str, entered_at: datetime
) -> list[tuple[datetime, timedelta]]:
    """Messages of a journey; returns the touches that its goal version asks for."""
    version = [
        each for each in VERSIONS if each[0] == campaign and START + each[2] * DAY <= entered_at
    ][-1]
    asked = version[4].replace("received", "delivered")
    touches = []
    at = entered_at
    for number in range(rng.choice((1, 2, 3))):
        at += (0.1 + rng.random() * 2) * DAY
        delivery = f"{journey}-{number}"
        raw["deliveries"].append(
            {
                **{"delivery_id": delivery, "internal_customer_id": person, "created_at": at},
                **{"subject_id": journey, "campaign_id": campaign, "action_id": f"{campaign}m"},
                "delivery_type": rng.choice(TYPES),
            }
        )
        touched = [("delivered", at + rng.random() * 60 * timedelta(seconds=1), None)]
        if rng.random() < 0.25:
            touched.append(("opened", at + 2 * timedelta(minutes=1), True))
        for kind, share in (("opened", 0.7), ("clicked", 0.5)):
            if rng.random() < share:
                touched.append((kind, at + (0.1 + rng.random() * 20) * HOUR, None))
        for kind, moment, machine in touched:
            touches += [(moment, version[3] * DAY)] if kind == asked else []
            _add_metric(raw, delivery, kind, moment, machine)
    return touches


def _add_metric(raw: Raw, delivery: str, kind: str, at: datetime, machine: bool | None) -> None:
    raw["metrics"].append(
        {
            **{"event_id": f"m{len(raw['metrics'])}", "delivery_id": delivery, "metric": kind},
            **{"created_at": at, "machine": machine},
        }
    )


def _add_event(
    rng: Random, raw: Raw, person: str, event: str, touches: list[tuple[datetime, timedelta]]
) -> None:
    touch, frame = rng.choice(touches or [(START, DAY)])
    arrived_at = touch + rng.random() * 1.5 * frame
    claimed_at = arrived_at - rng.random() * timedelta(seconds=0.5)
    pick = rng.random()
    if pick < 0.3:  # at the last moment, or just past it
        arrived_at = touch + frame + rng.choice((-0.4, 0.4)) * timedelta(seconds=1)
        claimed_at = arrived_at
    elif pick < 0.42:  # happened long before it arrived
        claimed_at = arrived_at - (0.5 + rng.random() * 3) * DAY
    raw["events"].append(
        {
            **{"event_id": event, "internal_customer_id": person, "name": "purchase"},
            **{"timestamp": claimed_at, "processed_at": arrived_at},
            "properties": f'{{"total": {rng.randrange(100)}}}',
        }
    )


def faithful(raw: Raw, workspace: str) -> dict[str, datetime]:
    """When each delivery converts by the rules."""
    return _conversions(_credits(worlds(raw, Settings())[workspace]))


def _credits(world: World) -> list[Credit]:
    """All credits, person by person: nobody's hang on another's."""
    deliveries, achievements = defaultdict(list), defaultdict(list)
    for each in world.deliveries:
        deliveries[each.person_id].append(each)
    for each in world.achievements:
        achievements[each.person_id].append(each)
    return [
        credit
        for person, own in deliveries.items()
        for credit in all_credits(replace(world, deliveries=own, achievements=achievements[person]))
    ]


def _conversions(given: list[Credit]) -> dict[str, datetime]:
    return {each.delivery.delivery_id: each.achievement.at for each in given if each.converts}


def _by_event_time(raw: Raw, workspace: str) -> dict[str, datetime]:
    world = worlds(raw, Settings())[workspace]
    return _conversions(_credits(_moved(world, lambda each: each.claimed_at)))


def _moved(world: World, at: Callable) -> World:
    achievements = [replace(each, at=at(each)) for each in world.achievements]
    return replace(world, achievements=achievements)


def _without_machines(raw: Raw, workspace: str) -> dict[str, datetime]:
    return _conversions(_credits(worlds(raw, Settings(count_machine_opens=False))[workspace]))


def _restating(raw: Raw, workspace: str) -> dict[str, datetime]:
    """The newest version of each campaign for all of history."""
    newest = {row["campaign_id"]: row for row in raw["campaign_goals"]}
    restated = [{**row, "set_at": START - DAY} for row in newest.values()]
    return faithful({**raw, "campaign_goals": restated}, workspace)


def _longer(seconds: int) -> Callable[[Raw, str], dict[str, datetime]]:
    """Windows that end some seconds later."""

    def conversions(raw: Raw, workspace: str) -> dict[str, datetime]:
        goals = [
            {**row, "time_frame_seconds": row["time_frame_seconds"] + seconds}
            for row in raw["campaign_goals"]
        ]
        return faithful({**raw, "campaign_goals": goals}, workspace)

    return conversions


def _first_goal_only(raw: Raw, workspace: str) -> dict[str, datetime]:
    """A person converts in a campaign once."""
    first: dict[tuple, Credit] = {}
    for each in _credits(worlds(raw, Settings())[workspace]):
        if each.converts:
            first.setdefault((each.delivery.person_id, each.delivery.campaign_id), each)
    return _conversions(list(first.values()))


def _by_journey(raw: Raw, workspace: str) -> dict[str, datetime]:
    """Each journey takes a credit of its own."""
    world = worlds(raw, Settings())[workspace]
    own = [replace(each, campaign_id=each.journey_id) for each in world.deliveries]
    return _conversions(_credits(replace(world, deliveries=own)))


def _with_types(**changed: str) -> Callable[[Raw, str], dict[str, datetime]]:
    def conversions(raw: Raw, workspace: str) -> dict[str, datetime]:
        types = [
            {**row, "can_convert": changed.get(row["delivery_type"], row["can_convert"])}
            for row in seed_rows("delivery_types")
        ]
        return _conversions(_credits(worlds(raw, Settings(delivery_types=types))[workspace]))

    return conversions


def _careless(raw: Raw, workspace: str) -> dict[str, datetime]:
    """Loses one conversion in ten, and makes up others at odd moments."""
    rng = Random(workspace)
    kept = {key: at for key, at in faithful(raw, workspace).items() if rng.random() > 0.1}
    for row in raw["deliveries"]:
        can_convert = row["delivery_type"] != "slack"
        if can_convert and row["delivery_id"] not in kept and rng.random() < 0.02:
            kept[row["delivery_id"]] = row["created_at"] + rng.random() * 3 * DAY
    return kept


# What a platform does wrong, and the class that its mismatches deserve.
FAULTS: dict[str, tuple[str, Callable[[Raw, str], dict[str, datetime]]]] = {
    "none": ("", faithful),
    "late_export": ("not_yet_exported", faithful),
    "our_events_late": ("not_yet_exported", faithful),
    "event_time": ("arrival_against_event_time", _by_event_time),
    "window_a_second_short": ("boundary_second", _longer(-1)),
    "window_a_second_long": ("boundary_second", _longer(1)),
    "machines_ignored": ("machine_open", _without_machines),
    "goals_restated": ("goal_version", _restating),
    "first_goal_only": ("repeat_goal", _first_goal_only),
    "credit_by_journey": ("cross_journey_credit", _by_journey),
    "slack_counts": ("ineligible_type", _with_types(slack="always")),
    "in_app_ignored": ("ineligible_type", _with_types(in_app="never")),
    "journeys_missing": ("journey_missing", faithful),
    "careless": ("unknown", _careless),
}


def with_log(fault: str, raw: Raw) -> Raw:
    """The rows as we have them, with the platform's own conversions among the metrics."""
    converted = FAULTS[fault][1](raw, fault)
    log: list[Row] = [
        {
            **{"workspace_id": fault, "event_id": f"x{delivery}", "delivery_id": delivery},
            **{"metric": "converted", "created_at": at.replace(microsecond=0)},
            "loaded_at": START + 200 * DAY,
        }
        for delivery, at in converted.items()
    ]
    ours = {**raw, "metrics": [*raw["metrics"], *log]}
    if fault == "late_export":
        ours["metrics"] = [row for row in ours["metrics"] if row["created_at"] <= CUT]
    if fault == "our_events_late":
        ours["events"] = [row for row in raw["events"] if row["processed_at"] <= CUT]
    if fault == "journeys_missing":
        lost = {row["subject_name"] for row in raw["subjects"][::10]}
        ours["subjects"] = [row for row in raw["subjects"] if row["subject_name"] not in lost]
    return ours
