"""From accepted rows to a world: journeys under their versions (G3, G7), deliveries with their
reception and touches (E, T), goal achievements (A1, A5)."""

from collections import defaultdict
from collections.abc import Callable, Iterable
from datetime import datetime

from .reading import Values
from .settings import Settings
from .times import canonical_time
from .versions import Version, governing_version, reigns
from .world import ENTERED, Achievement, Delivery, Journey, World

DELIVERY_FAILED = {"bounced", "dropped", "failed", "undeliverable"}  # E4


def build_world(
    settings: Settings,
    workspace_id: str,
    as_of: datetime,
    rows: dict[str, list[Values]],
    rejected_goals: Iterable[Values],
) -> World:
    journeys = _journeys(rows, rejected_goals)
    world = World(
        settings=settings,
        workspace_id=workspace_id,
        as_of=as_of,
        rows=rows,
        versions=[reign.version for reign in reigns(rows["campaign_goals"], []) if reign.version],
        journeys=journeys,
        deliveries=[_delivery(row, rows, journeys, settings) for row in rows["deliveries"]],
        achievements=[],
    )
    people = {row["internal_customer_id"] for row in rows["segment_changes"]}
    transitions = (each for person in people for each in _transitions(world, person))
    world.achievements.extend([*_events(rows), *transitions])
    return world


def _journeys(
    rows: dict[str, list[Values]], rejected_goals: Iterable[Values]
) -> dict[str, Journey]:
    properties = {row["event_id"]: row["properties"] for row in rows["events"]}
    all_reigns = reigns(rows["campaign_goals"], rejected_goals)
    return {
        row["subject_name"]: Journey(
            journey_id=row["subject_name"],
            campaign_id=row["campaign_id"],
            person_id=row["internal_customer_id"],
            entered_at=row["started_campaign_at"],
            trigger_id=row["event_id"],
            trigger=properties.get(row["event_id"]),
            version=governing_version(all_reigns, row["campaign_id"], row["started_campaign_at"]),
        )
        for row in rows["subjects"]
    }


def _delivery(
    row: Values,
    rows: dict[str, list[Values]],
    journeys: dict[str, Journey],
    settings: Settings,
) -> Delivery:
    journey = journeys.get(row["subject_id"])
    own_person, own_campaign = row["internal_customer_id"], row["campaign_id"]
    version = journey.version if journey else None
    # G7: where its own differ from its journey's (both set), it has no goal version.
    if journey and (
        _differ(own_person, journey.person_id) or _differ(own_campaign, journey.campaign_id)
    ):
        version = None
    metrics = [m for m in rows["metrics"] if m["delivery_id"] == row["delivery_id"]]
    delivery_type, can_convert = settings.delivery_type(row["delivery_type"])
    received_at = _received_at(metrics)
    return Delivery(
        delivery_id=row["delivery_id"],
        # G7: its own, else its journey's.
        campaign_id=own_campaign or (journey.campaign_id if journey else None),
        message_id=row["action_id"],
        journey_id=row["subject_id"],
        person_id=own_person or (journey.person_id if journey else None),
        delivery_type=delivery_type,
        created_at=row["created_at"],
        journey=journey,
        version=version,
        is_eligible=_is_eligible(can_convert, row["action_id"], rows),
        received_at=received_at,
        first_opened_at=_first(metrics, lambda m: m["metric"] == "opened"),
        first_clicked_at=_first(metrics, lambda m: m["metric"] == "clicked"),
        touches=_touches(row, version, received_at, metrics, rows, settings),
    )


def _differ(own: str | None, of_journey: str | None) -> bool:
    return own is not None and of_journey is not None and own != of_journey


def _is_eligible(can_convert: str, action_id: str | None, rows: dict[str, list[Values]]) -> bool:
    if can_convert == "opt_in":  # E1: conversions are switched on for that action
        return any(
            row["action_id"] == action_id and row["counts_conversions"]
            for row in rows["campaign_actions"]
        )
    return can_convert == "always"  # E2


def _first(metrics: list[Values], test: Callable[[Values], bool]) -> datetime | None:
    return min((m["created_at"] for m in metrics if test(m)), default=None)


def _received_at(metrics: list[Values]) -> datetime | None:
    """E4: the first delivered, else the first sent unless it failed."""
    delivered = _first(metrics, lambda m: m["metric"] == "delivered")
    if delivered is not None:
        return delivered
    if any(m["metric"] in DELIVERY_FAILED for m in metrics):
        return None
    return _first(metrics, lambda m: m["metric"] == "sent")


def _touches(
    row: Values,
    version: Version | None,
    received_at: datetime | None,
    metrics: list[Values],
    rows: dict[str, list[Values]],
    settings: Settings,
) -> tuple[datetime, ...]:
    """T1 to T4, for the touch that the version asks for, in order."""
    if version is None or version.goal_type is None or received_at is None:  # T3
        return ()
    if version.touch == "received":
        return (received_at,)
    if version.touch == "clicked" and any(  # T2: an untracked link cannot convert
        step["delivery_id"] == row["delivery_id"] and step["link_tracked"] is False
        for step in rows["outputs"]
    ):
        return ()
    return tuple(
        sorted(
            m["created_at"]
            for m in metrics
            if m["metric"] == version.touch
            and (settings.count_machine_opens or not _by_machine(m))  # T4
        )
    )


def _by_machine(metric: Values) -> bool:
    return bool(metric["machine"] or metric["prefetched"] or metric["proxied"])


def _events(rows: dict[str, list[Values]]) -> Iterable[Achievement]:
    """A1: an event's time is its processed_at."""
    for row in rows["events"]:
        if row["internal_customer_id"] is not None and row["name"] is not None:
            yield Achievement(
                achievement_id=row["event_id"],
                person_id=row["internal_customer_id"],
                at=row["processed_at"],
                goal_type="event",
                goal_name=row["name"],
                properties=row["properties"],
                claimed_at=row["timestamp"],
            )


def _transitions(world: World, person_id: str) -> Iterable[Achievement]:
    """A5: segment goals go by transitions; everybody begins outside."""
    inside: dict[str, bool] = defaultdict(bool)
    for row in world.changes_of(person_id):
        segment, change, at = row["segment_id"], row["change"], row["changed_at"]
        enters = change == ENTERED
        if inside[segment] != enters:
            inside[segment] = enters
            yield Achievement(
                achievement_id=f"{segment}:{person_id}:{change}:{canonical_time(at)}",
                person_id=person_id,
                at=at,
                goal_type="enters_segment" if enters else "leaves_segment",
                goal_name=segment,
            )
