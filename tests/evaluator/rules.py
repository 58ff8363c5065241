"""Which goal achievement satisfies which journey."""

from .filters import Facts, holds
from .versions import Version
from .world import Achievement, Journey, World


def has_goal(version: Version | None, achievement: Achievement) -> bool:
    """The version's kind and event name, or segment, are the achievement's. No goal (G6): never."""
    return version is not None and (version.goal_type, version.goal_name) == (
        achievement.goal_type,
        achievement.goal_name,
    )


def exists_for(journey: Journey, achievement: Achievement) -> bool:
    """A goal of the journey's, arrived after it entered (C1), and not its trigger event (A2)."""
    is_trigger = (
        achievement.goal_type == "event" and achievement.achievement_id == journey.trigger_id
    )
    return (
        has_goal(journey.version, achievement)
        and journey.entered_at < achievement.at
        and not is_trigger
    )


def already_matched(world: World, journey: Journey) -> bool:
    """A6: in the segment at entry for enters, not in it for leaves."""
    version = journey.version
    if version is None or version.goal_type not in ("enters_segment", "leaves_segment"):
        return False
    if not world.rows["segment_changes"]:  # X5: nothing can be judged
        return False
    inside = version.goal_name in world.segments_at(journey.person_id, journey.entered_at)
    return inside == (version.goal_type == "enters_segment")


def passes_filter(world: World, journey: Journey, achievement: Achievement) -> bool:
    """A3, A4: attributes as of the achievement's time, the trigger of this journey."""
    facts = Facts(
        event=achievement.properties,
        trigger=journey.trigger,
        attributes=world.attributes_at(achievement.person_id, achievement.at),
    )
    return holds(journey.version.goal_filter, facts)


def satisfies(world: World, journey: Journey, achievement: Achievement) -> bool:
    return (
        exists_for(journey, achievement)
        and not already_matched(world, journey)
        and passes_filter(world, journey, achievement)
    )
