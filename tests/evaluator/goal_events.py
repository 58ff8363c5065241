"""Each goal achievement once, across all campaigns."""

from collections import Counter, defaultdict
from itertools import combinations

from .credit import Credit, Outcome
from .world import World

Row = dict[str, object]


def _claims(given: list[Credit]) -> dict[tuple, list[Credit]]:
    claims = defaultdict(list)
    for each in given:
        if each.converts:
            claims[each.achievement.identity].append(each)
    return claims


def goal_event_rows(world: World, given: list[Credit], outcomes: list[Outcome]) -> list[Row]:
    claims = _claims(given)
    looking = Counter(each.achievement.identity for each in outcomes)
    rows = []
    for each in world.achievements:
        own = claims[each.identity]
        # The later touch, the later delivery (C3), then the lesser campaign.
        own = sorted(own, key=lambda credit: credit.delivery.campaign_id)
        last = max(
            own,
            key=lambda credit: (
                credit.touch_at,
                credit.delivery.created_at,
                credit.delivery.delivery_id,
            ),
            default=None,
        )
        rows.append(
            {
                "workspace_id": world.workspace_id,
                "achievement_id": each.achievement_id,
                "person_id": each.person_id,
                "goal_type": each.goal_type,
                "goal_name": each.goal_name,
                "last_touch_campaign_id": last and last.delivery.campaign_id,
                "last_touch_delivery_id": last and last.delivery.delivery_id,
                "is_attributed": last is not None,
                "campaigns_looking": looking[each.identity],
                "campaigns_claiming": len(own),
                "double_credit": max(len(own) - 1, 0),
                "achieved_at": each.at,
                "last_touch_at": last and last.touch_at,
            }
        )
    return [row for row in rows if _is_of_a_goal(world, row)]


def _is_of_a_goal(world: World, row: Row) -> bool:
    """Of a readable version's goal."""
    return any(
        (each.goal_type, each.goal_name) == (row["goal_type"], row["goal_name"])
        for each in world.versions
    )


def double_credit_rows(world: World, given: list[Credit]) -> list[Row]:
    pairs = defaultdict(list)
    for own in _claims(given).values():
        ordered = sorted(own, key=lambda credit: credit.delivery.campaign_id)
        for one, other in combinations(ordered, 2):
            pair = one.delivery.campaign_id, other.delivery.campaign_id
            pairs[pair].append((one.touch_at, other.touch_at))
    return [
        {
            "workspace_id": world.workspace_id,
            "campaign_id": one,
            "other_campaign_id": other,
            "achievements_of_both": len(touches),
            "touched_last_by_campaign": sum(first > second for first, second in touches),
            "touched_last_by_other_campaign": sum(first < second for first, second in touches),
        }
        for (one, other), touches in pairs.items()
    ]
