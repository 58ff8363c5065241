"""Goal versions: what makes one readable (G2, G6, G8, F6, Q1), and which one reigns (G3, G5)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from .trees import Node, Unreadable, read_tree

GOAL_TYPES = ("event", "enters_segment", "leaves_segment")
TOUCHES = ("received", "opened", "clicked")
EXIT_SETTINGS = ("goal_achieved", "stops_matching", "goal_achieved_or_stops_matching", "never")
LONGEST_TIME_FRAME = 90 * 24 * 60 * 60  # G2

# G6: not looked at where the version says "no goal".
GOAL_COLUMNS = frozenset({"event_name", "segment_id", "filter", "time_frame_seconds", "touch"})


@dataclass(frozen=True)
class Version:
    version_id: str
    campaign_id: str | None
    set_at: datetime
    goal_type: str | None
    goal_name: str | None  # the event's name, or the segment
    goal_filter: Node | None
    time_frame: timedelta | None
    touch: str | None
    exit_setting: str
    audience: Node | None


@dataclass(frozen=True)
class Reign:
    """From `set_at` on a version governs the journeys that enter a campaign; a rejected one
    reigns without a version."""

    campaign_id: str
    set_at: datetime
    version_id: str | None
    version: Version | None


def read_version(values: dict[str, object]) -> Version:
    """The version in a row whose columns are cast; raises Unreadable where it breaks a rule."""
    goal_type, exit_setting = values["goal_type"], values["exit_setting"]
    if goal_type is not None and goal_type not in GOAL_TYPES:
        raise Unreadable(f"unknown goal_type {goal_type}")
    if exit_setting is not None and exit_setting not in EXIT_SETTINGS:
        raise Unreadable(f"unknown exit_setting {exit_setting}")
    goal = _read_goal(values) if goal_type is not None else (None, None, None, None)
    goal_name, goal_filter, time_frame, touch = goal
    return Version(
        version_id=values["goal_version_id"],
        campaign_id=values["campaign_id"],
        set_at=values["set_at"],
        goal_type=goal_type,
        goal_name=goal_name,
        goal_filter=goal_filter,
        time_frame=time_frame,
        touch=touch,
        exit_setting=exit_setting or "stops_matching",  # G6: null is the vendor's default
        audience=read_tree(values["audience"], audience=True),
    )


def _read_goal(
    values: dict[str, object],
) -> tuple[str, Node | None, timedelta, str]:
    is_event = values["goal_type"] == "event"
    goal_name = values["event_name"] if is_event else values["segment_id"]
    seconds, touch = values["time_frame_seconds"], values["touch"]
    if not goal_name:  # G8: a version lacks what its kind needs
        raise Unreadable("no event name" if is_event else "no segment")
    if seconds is None or not 0 < seconds <= LONGEST_TIME_FRAME:  # G2
        raise Unreadable("a time frame is more than 0 and at most 90 days")
    if touch not in TOUCHES:
        raise Unreadable(f"unknown touch {touch}")
    goal_filter = read_tree(values["filter"], audience=False)
    if not is_event:  # G8: a filter on a segment goal is ignored, but must be readable
        goal_filter = None
    return goal_name, goal_filter, timedelta(seconds=seconds), touch


def reigns(
    accepted: Iterable[dict[str, object]], rejected: Iterable[dict[str, object]]
) -> list[Reign]:
    """All reigns of a workspace, of accepted versions and of rejected rows."""
    versions = [read_version(values) for values in accepted]
    accepted_ids = {version.version_id for version in versions}
    all_reigns = [
        Reign(version.campaign_id, version.set_at, version.version_id, version)
        for version in versions
        if version.campaign_id is not None
    ]
    for values in rejected:
        # F6: a rejected version with a campaign and a set_at still ends its predecessor's reign;
        # an accepted row of the same id takes the place of its rejected rows.
        names_a_moment = values["campaign_id"] is not None and values["set_at"] is not None
        if names_a_moment and values["goal_version_id"] not in accepted_ids:
            all_reigns.append(
                Reign(values["campaign_id"], values["set_at"], values["goal_version_id"], None)
            )
    return all_reigns


def governing_version(
    all_reigns: Iterable[Reign], campaign_id: str | None, entered_at: datetime
) -> Version | None:
    """G3: the latest version with set_at <= entered_at."""
    begun = [
        reign
        for reign in all_reigns
        if reign.campaign_id == campaign_id and reign.set_at <= entered_at
    ]
    if not begun:
        return None
    # G5: of the same set_at, the higher goal_version_id wins (none is the lowest).
    return max(begun, key=lambda reign: (reign.set_at, reign.version_id or "")).version
