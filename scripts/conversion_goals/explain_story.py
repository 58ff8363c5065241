"""The story of a delivery, journey, person or goal achievement, in the order of time."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

from conversion_goals.deciding_leaves import deciding_leaves, leaf_sentence
from conversion_goals.explain_facts import Facts, Row
from conversion_goals.explain_words import (
    EXITS,
    OUTCOMES,
    REASONS,
    TIE_WORDS,
    check_words,
    governing,
    ineligible_type,
    is_tie,
    miss_words,
    moment,
    no_goal,
    not_received,
    span,
    superseded,
    touch_words,
    version_words,
)
from conversion_goals.rule_trees import read_tree

Story = dict[str, Any]


def _entry(at: datetime, what: str, says: str, rule: str | None = None, **rest: Any) -> Row:
    return {"at": at, "what": what, "says": says, "rule": rule, **rest}


def tell(facts: Facts) -> Story:
    """Return the thing's story: what happened, and the verdict."""
    thing = facts.thing
    entries, verdict = {
        "delivery": _delivery_story,
        "journey": _journey_story,
        "person": _person_story,
        "achievement": _achievement_story,
    }[thing.kind](facts)
    ranks = ("version", "entered", "created", "received", "touch", "achievement", "checkpoint")
    order = {what: rank for rank, what in enumerate(ranks)}
    return {
        "kind": thing.kind,
        "workspace_id": thing.workspace_id,
        "id": thing.id,
        "as_of": facts.as_of,
        "story": sorted(
            _each_once(entries),
            key=lambda each: (each["at"], order.get(each["what"], 9), each["says"]),
        ),
        "verdict": verdict,
    }


def _each_once(entries: list[Row]) -> list[Row]:
    """Two journeys of a campaign share its versions."""
    return list({(each["at"], each["what"], each["says"]): each for each in entries}.values())


def _delivery_story(facts: Facts) -> tuple[list[Row], Any]:
    delivery = _find(facts.deliveries, "delivery_id", facts.thing.id)
    journey = _find(facts.journeys, "journey_id", delivery["journey_id"])
    entries = list(_delivery_entries(facts, delivery))
    if journey is not None:
        entries += _journey_entries(facts, journey)
    return entries, delivery_verdict(facts, delivery)


def _journey_story(facts: Facts) -> tuple[list[Row], Any]:
    journey = _find(facts.journeys, "journey_id", facts.thing.id)
    entries = list(_journey_entries(facts, journey))
    verdicts = []
    for delivery in _of(facts.deliveries, journey_id=journey["journey_id"]):
        entries += _delivery_entries(facts, delivery)
        verdicts.append(delivery_verdict(facts, delivery))
    return entries, journey_verdict(journey, verdicts)


def _person_story(facts: Facts) -> tuple[list[Row], Any]:
    entries: list[Row] = []
    for journey in facts.journeys:
        entries += _journey_entries(facts, journey)
    for delivery in facts.deliveries:
        entries += [
            each for each in _delivery_entries(facts, delivery) if each["what"] != "achievement"
        ]
    entries += [_outcome_entry(facts, row) for row in facts.achievements]
    deliveries = [delivery_verdict(facts, row) for row in facts.deliveries]
    journeys = [
        journey_verdict(
            row, [each for each in deliveries if each["journey_id"] == row["journey_id"]]
        )
        for row in facts.journeys
    ]
    return entries, {"journeys": journeys, "deliveries": deliveries}


def _achievement_story(facts: Facts) -> tuple[list[Row], Any]:
    own = _of(facts.achievements, achievement_id=facts.thing.id)
    entries = [_outcome_entry(facts, row) for row in own]
    for miss in _of(facts.near_misses, achievement_id=facts.thing.id):
        entries.append(_miss_entry(facts, miss))
    verdict = [{key: row[key] for key in ("campaign_id", "outcome", "delivery_id")} for row in own]
    return entries, verdict


def _journey_entries(facts: Facts, journey: Row) -> Iterator[Row]:
    journey_id, campaign = journey["journey_id"], journey["campaign_id"]
    name = facts.names.get(("campaign", campaign))
    called = f"{campaign} ({name})" if name else campaign
    says, rule = governing(journey, facts.versions)
    if journey["is_already_matched"]:
        says += "; the person already matches the goal, so nothing converts in it (A6)"
    trigger = journey["trigger_event_id"]
    if _of(facts.achievements, achievement_id=trigger, campaign_id=campaign):
        says += f"; achievement {trigger} triggered it and never counts in it (A2)"
    yield _entry(
        journey["entered_at"],
        "entered",
        f"journey {journey_id} enters campaign {called}; {says}",
        rule,
        journey_id=journey_id,
        goal_version_id=journey["goal_version_id"],
    )
    for version in _of(facts.versions, campaign_id=campaign):
        yield _entry(
            version["set_at"],
            "version",
            f"goal version {version['goal_version_id']} of campaign {campaign} is set:"
            f" {version_words(version)}",
            goal_version_id=version["goal_version_id"],
        )
    for check in _of(facts.checks, journey_id=journey_id):
        leaves = _of_audience(facts, check)
        yield _entry(
            check["looked_at"],
            "checkpoint",
            f"journey {journey_id}: {check_words(check, _sentences(leaves))}",
            "X8",
            audience_leaves=leaves,
            **{key: value for key, value in check.items() if key not in ("workspace_id",)},
        )


def _delivery_entries(facts: Facts, delivery: Row) -> Iterator[Row]:
    delivery_id, message = delivery["delivery_id"], delivery["message_id"]
    name = facts.names.get(("message", message), message)
    kind = delivery["delivery_type"] or "of no type"
    yield _entry(
        delivery["created_at"],
        "created",
        f"delivery {delivery_id} ({kind}{f', message {name}' if name else ''}) is made",
        delivery_id=delivery_id,
    )
    version = _find(facts.versions, "goal_version_id", delivery["goal_version_id"])
    for touch in _of(facts.touches, delivery_id=delivery_id):
        yield _touch_entry(delivery, version, touch)
    for miss in _of(facts.near_misses, delivery_id=delivery_id):
        yield _miss_entry(facts, miss)
    for credit in _of(facts.achievements, delivery_id=delivery_id):
        yield _credit_entry(facts, delivery, credit)
    if delivery["window_closes_at"] is not None:
        closes_at = delivery["window_closes_at"]
        says = f"the last instant of the window of delivery {delivery_id}"
        yield _entry(closes_at, "window", says, "C4", delivery_id=delivery_id)


def _touch_entry(delivery: Row, version: Row | None, touch: Row) -> Row:
    """T1, T2, T4: whether a touch is one of its goal, and until when its window is open."""
    has_goal = version is not None and version["goal_type"] is not None
    is_asked_for = has_goal and version["touch"] == touch["touch"]
    counts = is_asked_for and touch["is_counted"]
    closes_at = None
    if counts:
        open_for = timedelta(seconds=int(float(version["time_frame_seconds"])))
        closes_at = min(touch["touched_at"], datetime.max - open_for) + open_for
    says, rule = touch_words(touch, closes_at, is_asked_for, has_goal)
    return _entry(
        touch["touched_at"],
        "touch",
        says,
        rule,
        delivery_id=delivery["delivery_id"],
        touch=touch["touch"],
        counts=counts,
        window_closes_at=closes_at,
    )


def _miss_entry(facts: Facts, miss: Row) -> Row:
    says, rule = miss_words(miss)
    leaves: list[Row] = []
    if miss["reason"] == "filter_failed":
        leaves = _blamed(facts, miss)
        says += "".join(f"; {leaf}" for leaf in _sentences(leaves))
    return _entry(
        miss["achieved_at"],
        "achievement",
        f"achievement {miss['achievement_id']} nears delivery {miss['delivery_id']}: {says}",
        rule,
        failed_leaves=leaves,
        **{
            key: miss[key]
            for key in (
                *("delivery_id", "achievement_id", "reason", "is_deciding", "seconds_missed_by"),
                *("winner_delivery_id", "winner_touch_at", "touch_at", "window_closes_at"),
            )
        },
    )


def _blamed(facts: Facts, miss: Row) -> list[Row]:
    """The leaves of the filter that failed, for the journey's own trigger event."""
    version = _find(facts.versions, "goal_version_id", miss["goal_version_id"])
    if version is None:
        return []
    tree = read_tree(version["filter"], is_audience=False)
    own = _of(facts.leaves, event_id=miss["achievement_id"], rule_id=version["filter_rule_id"])
    journey = _find(facts.journeys, "journey_id", miss["journey_id"]) or {}
    triggers = {row["trigger_event_id"] for row in own}
    trigger = "" if triggers == {""} else journey.get("trigger_event_id") or ""
    leaves = {row["node_id"]: row for row in own if row["trigger_event_id"] == trigger}
    return deciding_leaves(tree, leaves) if leaves else []


def _of_audience(facts: Facts, check: Row) -> list[Row]:
    """The leaves of the audience that decide whether the person matches at a checkpoint (X5)."""
    version = _find(facts.versions, "goal_version_id", check["goal_version_id"])
    if version is None or check["is_not_matching"] is None:
        return []
    own = _of(facts.leaves, journey_id=check["journey_id"], evaluated_at=check["looked_at"])
    tree = read_tree(version["audience"], is_audience=True)
    return deciding_leaves(tree, {row["node_id"]: row for row in own})


def _sentences(leaves: list[Row]) -> list[str]:
    return list(dict.fromkeys(map(leaf_sentence, leaves)))


def _credit_entry(facts: Facts, delivery: Row, credit: Row) -> Row:
    """C2, C3: who was beaten, and by how much."""
    rivals = _of(facts.near_misses, achievement_id=credit["achievement_id"], reason="superseded")
    rivals = [row for row in rivals if row["winner_delivery_id"] == delivery["delivery_id"]]
    made = {row["delivery_id"]: row["created_at"] for row in facts.deliveries}
    beaten = max(
        rivals,
        key=lambda row: (row["touch_at"], made[row["delivery_id"]], row["delivery_id"]),
        default=None,
    )
    rule = "C2"
    says = f"achievement {credit['achievement_id']} is credited to delivery"
    says += f" {delivery['delivery_id']}"
    if credit["outcome"] == "already_converted":
        says += ", which had converted already"
        rule = "C5"
    elif beaten is not None and is_tie(beaten):
        says += ", which was touched at the same instant as its nearest rival,"
        says += f" {beaten['delivery_id']}: {TIE_WORDS}"
        rule = "C3"
    elif beaten is not None:
        says += f", which was touched {span(beaten['seconds_missed_by'])} after its"
        says += f" nearest rival, {beaten['delivery_id']}"
    return _entry(
        credit["achieved_at"],
        "achievement",
        says,
        rule,
        delivery_id=delivery["delivery_id"],
        achievement_id=credit["achievement_id"],
        reason=credit["outcome"],
        seconds_won_by=beaten and beaten["seconds_missed_by"],
        rival_delivery_id=beaten and beaten["delivery_id"],
    )


def _outcome_entry(facts: Facts, row: Row) -> Row:
    says, rule = OUTCOMES[row["outcome"]]
    says = says.format(delivery=row["delivery_id"])
    triggered = _of(
        facts.journeys,
        campaign_id=row["campaign_id"],
        trigger_event_id=row["achievement_id"],
        person_id=row["person_id"],
    )
    if triggered:
        names = ", ".join(each["journey_id"] for each in triggered)
        says += f"; in journey {names}, which it triggered, it never counts"
        rule += ", A2"
    return _entry(
        row["achieved_at"],
        "achievement",
        f"achievement {row['achievement_id']} in campaign {row['campaign_id']}: {says}",
        rule,
        achievement_id=row["achievement_id"],
        campaign_id=row["campaign_id"],
        outcome=row["outcome"],
        delivery_id=row["delivery_id"],
    )


def delivery_verdict(facts: Facts, delivery: Row) -> Row:
    """A delivery's verdict in words, with the rule."""
    says, rule = REASONS[delivery["reason"]]
    delivery_id = delivery["delivery_id"]
    if delivery["reason"] == "ineligible_type" and delivery_id in facts.types:
        says, rule = ineligible_type(delivery["delivery_type"], facts.types[delivery_id])
    if delivery["reason"] == "not_received":
        says += f": {not_received(_of(facts.metrics, delivery_id=delivery_id))}"
    if delivery["reason"] == "superseded":
        lost = _of(
            facts.near_misses, delivery_id=delivery_id, reason="superseded", is_deciding=True
        )
        says, rule = superseded(lost[0] if lost else None)
    if delivery["reason"] == "no_goal":
        journey = _find(facts.journeys, "journey_id", delivery["journey_id"])
        why, rule = no_goal(delivery, journey, facts.versions)
        says += f": {why}"
    if delivery["reason"] == "window_open":
        says += f" at {facts.as_of}, until {moment(delivery['window_closes_at'])}"
    if delivery["is_converted"]:
        says = f"achievement {delivery['achievement_id']} was credited to it"
    return {
        "delivery_id": delivery["delivery_id"],
        "journey_id": delivery["journey_id"],
        "conversion_status": delivery["conversion_status"],
        "reason": delivery["reason"],
        "rule": rule,
        "says": f"delivery {delivery['delivery_id']}: {delivery['conversion_status']}: {says}",
    }


def journey_verdict(journey: Row, deliveries: list[Row]) -> Row:
    """A journey's conversion and exit in words, with the rules."""
    says, rule = EXITS[journey["exit_status"]]
    if journey["exit_reason"]:
        says += f" ({journey['exit_reason']}, due since {journey['exit_due_at']})"
    return {
        "journey_id": journey["journey_id"],
        "conversion_status": journey["conversion_status"],
        "exit_status": journey["exit_status"],
        "exit_reason": journey["exit_reason"],
        "rule": f"C7, {rule}",
        "says": f"journey {journey['journey_id']}: {journey['conversion_status']}; {says}",
        "deliveries": deliveries,
    }


def _find(rows: list[Row], column: str, value: Any) -> Any:
    return next((row for row in rows if value is not None and row[column] == value), None)


def _of(rows: list[Row], **wanted: Any) -> list[Row]:
    return [row for row in rows if all(row[name] == value for name, value in wanted.items())]
