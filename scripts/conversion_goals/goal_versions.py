"""Goal versions: what is wrong with one (G2, G6, G8, F6, Q1), and what a good one means."""

from __future__ import annotations

import re
from collections.abc import Mapping

from conversion_goals.raw_values import read_time
from conversion_goals.rule_trees import UnreadableTree, in_words, read_tree
from conversion_goals.wording import listed

Row = Mapping[str, str | None]

GOAL_TYPES = ("event", "enters_segment", "leaves_segment")
TOUCHES = {"received": "receipt", "opened": "open", "clicked": "click on a tracked link"}
EXIT_SETTINGS = ("goal_achieved", "stops_matching", "goal_achieved_or_stops_matching", "never")
DEFAULT_EXIT_SETTING = "stops_matching"
LONGEST_TIME_FRAME = 90 * 86400
UNITS = (("day", 86400), ("hour", 3600), ("minute", 60), ("second", 1))


def faults(row: Row) -> list[str]:
    """Return one sentence for each thing that makes the version a rejected row."""
    found = [
        f"{column} is missing"
        for column in ("workspace_id", "goal_version_id", "set_at")
        # The name of a file or --workspace may give the workspace.
        if not row.get(column) and not (column == "workspace_id" and column not in row)
    ]
    if row.get("set_at") and read_time(row["set_at"]) is None:
        found.append(f"set_at does not read as a time: {row['set_at']}")
    exit_setting = row.get("exit_setting")
    if exit_setting is not None and exit_setting not in EXIT_SETTINGS:
        found.append(_unknown("exit_setting", exit_setting, EXIT_SETTINGS))
    found += _tree_fault(row, "audience")
    goal_type = row.get("goal_type")
    # G6: without a goal its columns are not looked at.
    if goal_type is not None:
        found += _goal_faults(row, goal_type)
    return found


def _goal_faults(row: Row, goal_type: str) -> list[str]:
    found = []
    if goal_type not in GOAL_TYPES:
        found.append(_unknown("goal_type", goal_type, GOAL_TYPES))
    else:
        # G8: what its kind needs.
        needed = "event_name" if goal_type == "event" else "segment_id"
        if not row.get(needed):
            found.append(f"{needed} is missing, which goal_type {goal_type} needs")
    found += _time_frame_fault(row.get("time_frame_seconds"))
    touch = row.get("touch")
    if touch not in TOUCHES:
        found.append(_unknown("touch", touch, TOUCHES) if touch else "touch is missing")
    return found + _tree_fault(row, "filter")


def _unknown(column: str, value: str, allowed: object) -> str:
    return f"{column} is unknown: {value}; it can be {listed(allowed, last='or')}"  # type: ignore[arg-type]


def read_whole_number(text: str | None) -> int | None:
    """Return a whole number, None where the text is none; '3.0' is 3."""
    whole = re.fullmatch(r"([+-]?[0-9]+)(\.0+)?", text or "")
    return int(whole[1]) if whole else None


def _time_frame_fault(text: str | None) -> list[str]:
    """G2: more than 0 and at most 90 days."""
    if text is None:
        return ["time_frame_seconds is missing"]
    seconds = read_whole_number(text)
    if seconds is None:
        return [f"time_frame_seconds does not read as a whole number: {text}"]
    if 0 < seconds <= LONGEST_TIME_FRAME:
        return []
    return [
        f"time_frame_seconds is {seconds}: it must be more than 0 and at most"
        f" {LONGEST_TIME_FRAME} (90 days)"
    ]


def _tree_fault(row: Row, column: str) -> list[str]:
    try:
        read_tree(row.get(column), is_audience=column == "audience")
    except UnreadableTree as unreadable:
        return [f"{column} cannot be read: {unreadable}"]
    return []


def meaning(row: Row) -> str:
    """Return in words what a version without faults does."""
    if row.get("goal_type") is None:
        return f"no goal from here on; {_exit_words(row, has_goal=False)}"
    frame = duration(read_whole_number(row["time_frame_seconds"]) or 0)
    touch = TOUCHES[row["touch"] or ""]
    return f"converts when {_goal(row)} within {frame} of the latest {touch}; {_exit_words(row)}"


def _goal(row: Row) -> str:
    if row["goal_type"] == "enters_segment":
        return f"the person enters segment {row['segment_id']}"
    if row["goal_type"] == "leaves_segment":
        return f"the person leaves segment {row['segment_id']}"
    tree = read_tree(row.get("filter"), is_audience=False)
    return f"*{row['event_name']}*{f' with {in_words(tree)}' if tree else ''} arrives"


def _exit_words(row: Row, has_goal: bool = True) -> str:
    """When a journey leaves; checked at entry and before each message (X2)."""
    setting = row.get("exit_setting") or DEFAULT_EXIT_SETTING
    audience = read_tree(row.get("audience"), is_audience=True)
    reasons = []
    if "goal_achieved" in setting and has_goal:
        reasons.append("the goal is achieved")
    if "stops_matching" in setting and audience:
        reasons.append(f"the person no longer matches: {in_words(audience)}")
    if reasons:
        return f"leaves before the next message once {', or '.join(reasons)}"
    if setting == "never":
        return "never leaves early"
    lacking = "there is no goal" if setting == "goal_achieved" else "no audience is on record"
    return f"never leaves early ({setting}, but {lacking})"


def duration(seconds: int) -> str:
    """604800 is '7 days', 5400 is '1 hour and 30 minutes'."""
    parts = []
    for unit, size in UNITS:
        count, seconds = divmod(seconds, size)
        if count:
            parts.append(f"{count} {unit}{'s' if count > 1 else ''}")
    return listed(parts)
