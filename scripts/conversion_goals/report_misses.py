"""What almost converted the report's examples, in the words of `explain`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from conversion_goals.database import Ask, among
from conversion_goals.explain_words import miss_words

MOST_MISSES = 3
# Not the achievement's own id: a segment's holds the person's.
TOLD = (
    *("is_deciding", "reason", "seconds_missed_by", "winner_delivery_id", "winner_touch_at"),
    *("touch_at", "window_closes_at", "achieved_at", "claimed_at"),
)


def tell_misses(data: Mapping[str, Any], ask: Ask, near_misses: str) -> None:
    """Add to the examples of a report's data the nearest of what almost converted each."""
    examples = {
        (data["campaigns"][each["campaign"]]["workspace"], each["delivery"]): each
        for each in data["examples"]
    }
    ids = sorted({delivery for _, delivery in examples})
    rows = ask(
        f"select workspace_id, delivery_id, {', '.join(TOLD)} from {near_misses}"
        f" where {among('delivery_id', ids)}",
        ids,
    )
    found: dict[tuple, list[dict[str, Any]]] = {}
    for *key, row in ((place, delivery, told) for place, delivery, *told in rows):
        found.setdefault(tuple(key), []).append(dict(zip(TOLD, row, strict=True)))
    for key in found.keys() & examples.keys():
        examples[key] |= _told(found[key])


def _told(misses: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """Those that decide the verdict first, then the nearest; shown in the order of time."""
    nearest = sorted(
        misses,
        key=lambda miss: (
            not miss["is_deciding"],
            miss["seconds_missed_by"] or 0,
            miss["achieved_at"],
        ),
    )
    kept = sorted(nearest[:MOST_MISSES], key=lambda miss: miss["achieved_at"])
    words = [(miss["achieved_at"], *miss_words(miss)) for miss in kept]
    return {
        "misses": [(at, f"{says} ({rule})") for at, says, rule in words],
        "moreMisses": len(misses) - len(kept),
    }
