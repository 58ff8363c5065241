"""Sentences of an explanation, each with the number of the rule that it rests on."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from conversion_goals.goal_versions import duration, meaning

Row = dict[str, Any]

# What each verdict means, with the rule that gives it.
REASONS = {
    "ineligible_type": ("a delivery of its type cannot convert", "E1, E2"),
    "no_goal": ("no goal governs it", "G3, G6, G7, F6"),
    "not_received": ("it was never received", "E4"),
    "converted": ("a goal achievement was credited to it", "C2"),
    "already_matched": ("the person already matched the goal when entering", "A6"),
    "window_open": ("its window was still open", "C4"),
    "not_opened": ("it asks for an open, and none that counts came", "T1, T4"),
    "not_clicked": ("it asks for a click on a tracked link, and none that counts came", "T1, T2"),
    "superseded": (
        "the credit went to a delivery touched later, or at the same instant and made later",
        "C2, C3",
    ),
    "filter_failed": ("what fell in its windows did not pass the filter", "A3"),
    "arrived_late": ("what claims to have come in time arrived after the window", "A1"),
    "outside_window": ("the goal was achieved only outside its windows", "C4"),
    "no_achievement": ("the person did not achieve the goal near it", "C1"),
}
OUTCOMES = {
    "credited": ("it converts delivery {delivery}", "C2"),
    "already_converted": ("it falls to delivery {delivery}, which had converted already", "C5"),
    "no_journey": (
        "no journey that it may count in had entered before it under a version with this goal",
        "C1",
    ),
    "already_matched": ("the person already matched the goal when entering", "A6"),
    "filter_failed": ("it does not pass the filter", "A3"),
    "no_touch": ("no creditable delivery had been touched before it", "C1"),
    "outside_window": ("it came after every window", "C4"),
}
EXITS = {
    "exited_at_entry": ("the journey ends at its entry", "X3"),
    "exited_early": ("the journey ends early", "X6"),
    "completed": ("the journey runs to its end", "X8"),
    "exit_due": ("the person would leave before the next message", "X6"),
    "not_exited": ("no exit is due", "X6"),
}
CHECKS = {
    "correct_send": "rightly",
    "correct_exit": "rightly",
    "exit_due_rule_gap": "although the exit was due since {since}",
    "exit_due_data_late": "the goal had been achieved by its claimed time, but not arrived yet",
    "premature_exit": "although nothing that the exit setting asks for held",
    "exit_not_configured": "rightly; another exit setting would have stopped it",
}
# A metric that takes a sending back (E4).
FAILURES = ("bounced", "dropped", "failed", "undeliverable")
# What decides between touches of one instant (C3).
TIE_WORDS = "it was made later, or at the same time with the greater id"


def moment(at: datetime | None) -> str:
    """Return a time as people write it."""
    return "never" if at is None else str(at)


def span(seconds: int | None) -> str:
    """Return a duration in words; less than a second has no name."""
    return duration(seconds) if seconds else "less than a second"


def governing(journey: Row, versions: Sequence[Row]) -> tuple[str, str]:
    """Which version governs a journey and why, and the rule."""
    own = [row for row in versions if row["campaign_id"] == journey["campaign_id"]]
    begun = [row for row in own if row["set_at"] <= journey["entered_at"]]
    later = [row for row in own if row["set_at"] > journey["entered_at"]]
    if not begun:
        says = "no goal version was set by the entry"
        for first in later[:1]:
            says += f"; the first, {first['goal_version_id']}, was set at {first['set_at']}"
        return says, "G3"
    # G5: of versions set at one time the higher id wins.
    latest = max(begun, key=lambda row: (row["set_at"], (row["goal_version_id"] or "").encode()))
    if journey["goal_version_id"] is None:
        reason = latest.get("rejection_reason")
        return f"{latest['goal_version_id']} would govern and was rejected: {reason}", "F6"
    ties = [row for row in begun if row["set_at"] == latest["set_at"]]
    why = f"the latest set by the entry, at {latest['set_at']}"
    if len(ties) > 1:
        why += ", and of those set then the highest id"
    if later:
        names = ", ".join(f"{row['goal_version_id']} ({row['set_at']})" for row in later)
        why += f"; set after the entry, and no matter here: {names}"
    return f"goal version {latest['goal_version_id']} governs: {why}", "G5" if ties[1:] else "G3"


def no_goal(delivery: Row, journey: Row | None, versions: Sequence[Row]) -> tuple[str, str]:
    """Why no goal governs a delivery, and the rule."""
    if journey is None:
        named = delivery["journey_id"]
        return f"its journey {named} is not on record" if named else "it is in no journey", "G7"
    for thing in ("person", "campaign"):
        own, other = delivery[f"{thing}_id"], journey[f"{thing}_id"]
        if own is not None and other is not None and own != other:
            return f"it is of {thing} {own} and its journey of {thing} {other}", "G7"
    if journey["goal_version_id"] is None:
        return governing(journey, versions)
    return f"goal version {journey['goal_version_id']} says that there is none", "G6"


def ineligible_type(delivery_type: str | None, can_convert: str) -> tuple[str, str]:
    """Why a delivery cannot convert, by what is known of its type, and the rule."""
    if can_convert == "unknown":
        named = f"its type {delivery_type}" if delivery_type else "it has no type, which"
        return f"it cannot convert: {named} is not in the seed delivery_types", "E2"
    if can_convert == "opt_in":
        return f"conversions are not switched on for the action of this {delivery_type}", "E1"
    says, rule = REASONS["ineligible_type"]
    return f"{says}: {delivery_type}", rule


def not_received(metrics: Sequence[Row]) -> str:
    """Why a delivery was never received, by its metrics on record, in the order of time."""
    sent = [row for row in metrics if row["metric"] == "sent"]
    failed = [row for row in metrics if row["metric"] in FAILURES]
    if sent and failed:
        first = failed[0]
        does = "it" if first["metric"] in ("bounced", "failed") else "it was"
        failure = f"{does} {first['metric']} at {first['happened_at']}"
        return f"sent at {sent[0]['happened_at']}, but {failure}, and no delivered is on record"
    others = list(dict.fromkeys(row["metric"] for row in metrics if row["metric"]))
    return f"no sent or delivered is on record; its metrics: {', '.join(others) or 'none'}"


def superseded(miss: Row | None) -> tuple[str, str]:
    """To whom the credit for the deciding achievement went, and the rule."""
    if miss is None:
        return REASONS["superseded"]
    winner = f"the credit went to delivery {miss['winner_delivery_id']}, touched"
    if is_tie(miss):
        return f"{winner} at the same instant: {TIE_WORDS}", "C3"
    return f"{winner} later", "C2"


def version_words(version: Row) -> str:
    """Return what a version says."""
    if version.get("rejection_reason"):
        return f"rejected: {version['rejection_reason']}"
    return meaning(version)


def touch_words(
    touch: Row, closes_at: datetime | None, is_asked_for: bool, has_goal: bool
) -> tuple[str, str | None]:
    """Return a touch, and the window that it opens or why it opens none, and the rule.

    The verdict says why no goal governs a delivery, and by which rule.
    """
    by = " by a machine" if touch["is_by_machine"] else ""
    kind = {"received": "received", "opened": f"opened{by}", "clicked": f"clicked{by}"}
    says = f"delivery {touch['delivery_id']} is {kind[touch['touch']]}"
    if not has_goal:
        return f"{says}; no goal governs it", None
    if not is_asked_for:
        return f"{says}; that is no touch of its goal", "T1"
    if not touch["is_tracked"]:
        return f"{says}; its links are not tracked", "T2"
    if closes_at is None:
        return f"{says}; machines' opens and clicks are left out", "T4"
    return f"{says}: a window until {closes_at}", "T1"


def is_tie(miss: Row) -> bool:
    """Whether the credit went to a touch of the same instant (C3)."""
    return miss["reason"] == "superseded" and miss["touch_at"] == miss["winner_touch_at"]


def miss_words(miss: Row) -> tuple[str, str]:
    """What kept an achievement from converting a delivery, and the rule."""
    by = span(miss["seconds_missed_by"])
    window = f"its window closed at {miss['window_closes_at']}"
    winner = miss["winner_delivery_id"]
    won = f"in the window, but delivery {winner} takes the credit: it was touched"
    if is_tie(miss):
        return f"{won} at the same instant, {miss['winner_touch_at']}, and {TIE_WORDS}", "C3"
    if miss["reason"] == "superseded":
        return f"{won} later, at {miss['winner_touch_at']}, by {by}", "C2"
    phrases = {
        "filter_failed": "in the window, but it does not pass the filter",
        "arrived_late": (
            f"it claims {miss['claimed_at']}, in the window, but arrived {by} after it: {window}"
        ),
        "outside_window": f"{by} too late: {window}",
        "already_matched": "in the window, but the person already matched at the entry",
        "not_opened": "within the time frame of the reception, but no open that counts came",
        "not_clicked": "within the time frame of the reception, but no click that counts came",
    }
    return phrases[miss["reason"]], REASONS[miss["reason"]][1]


def check_words(check: Row, leaves: Sequence[str] = ()) -> str:
    """Return what the platform did at a checkpoint, and what held there; `leaves` says why."""
    why = f": {'; '.join(leaves)}" if leaves else ""
    held = []
    if check["is_goal_achieved"]:
        held.append("the goal is achieved")
    if check["is_not_matching"]:
        since = check["not_matching_since"]
        held.append(f"the person does not match (since {since}{why})")
    elif check["is_not_matching"] is False:
        held.append(
            f"the person matches ({why.removeprefix(': ')})" if why else "the person matches"
        )
    says = f"checkpoint, {check['platform_action']}: {' and '.join(held) or 'nothing holds'}"
    if check["exit_setting"]:
        says += (
            f"; by {check['exit_setting']} the person {'leaves' if check['has_left'] else 'stays'}"
        )
    if check["exit_class"]:
        says += "; " + CHECKS[check["exit_class"]].format(since=check["due_at"])
    return says
