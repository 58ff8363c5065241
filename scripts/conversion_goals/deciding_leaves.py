"""Which leaves of a filter or audience decided its answer, with both sides' values."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from conversion_goals.rule_trees import WITHOUT_RIGHT_SIDE, leaf_words, shown

Leaf = Mapping[str, Any]

# The blanks of a JSON text that are in none of its strings; group 1 is a string, to be kept.
OUTSIDE_TEXTS = re.compile(r'("(?:[^"\\]|\\.)*")|\s+')


def deciding_leaves(tree: Any, leaves: Mapping[str, Leaf]) -> list[dict[str, Any]]:
    """Return the leaves but for which the tree's answer would be another, in the tree's order.

    `leaves` holds all of them by node_id.
    """
    wanted = not _holds(tree, "1", leaves)
    found = list(_deciding(tree, "1", wanted, leaves))
    return [
        {**leaf, "is_under_not": leaf["holds"] == wanted} if "holds" in leaf else leaf
        for leaf in found
    ]


def _children(node: Any, node_id: str) -> list[tuple[Any, str]]:
    """The nodes below, numbered from 1 as base_rule_nodes does; none below a leaf."""
    below = [node["not"]] if "not" in node else node.get("and", node.get("or", []))
    return [(child, f"{node_id}.{position}") for position, child in enumerate(below, start=1)]


def _holds(node: Any, node_id: str, leaves: Mapping[str, Leaf]) -> bool:
    below = [_holds(*child, leaves) for child in _children(node, node_id)]
    if "and" in node:
        return all(below)
    if "or" in node:
        return any(below)
    return not below[0] if "not" in node else leaves[node_id]["holds"]


def _deciding(
    node: Any, node_id: str, wanted: bool, leaves: Mapping[str, Leaf]
) -> Iterator[dict[str, Any]]:
    """Leaves but for which the node would be as wanted."""
    if _holds(node, node_id, leaves) == wanted:
        return
    children = _children(node, node_id)
    if "not" in node:
        yield from _deciding(*children[0], not wanted, leaves)
    elif "and" in node or "or" in node:
        for child in children:
            yield from _deciding(*child, wanted, leaves)
        if not children:  # F5
            yield {"node_id": node_id, "leaf": f"an empty {'or' if 'or' in node else 'and'}"}
    else:
        leaf = leaves[node_id]
        yield {
            "node_id": node_id,
            "leaf": leaf_words(node),
            "holds": leaf["holds"],
            **_sides(node, leaf),
        }


def _sides(node: Any, leaf: Leaf) -> dict[str, str | None]:
    if "segment" in node:
        return {"left": "in it" if leaf["holds"] else "not in it", "right": None}
    left = _side(leaf["left_kind"], leaf["left_text"])
    if node["operator"] in WITHOUT_RIGHT_SIDE:
        return {"left": left, "right": None}
    return {"left": left, "right": _side(leaf["right_kind"], leaf["right_text"])}


def _side(kind: str | None, text: str | None) -> str | None:
    if kind is None:
        return "missing"
    # Blanks between a list's elements are kept by one engine and not by another.
    return shown(text) if kind == "text" else OUTSIDE_TEXTS.sub(r"\1", text or "")


def leaf_sentence(leaf: Mapping[str, Any]) -> str:
    """Return a deciding leaf in words."""
    if "holds" not in leaf:
        return f"{leaf['leaf']} (F5)"
    left, right = leaf["left"], leaf["right"]
    subject = "the person is" if left in ("in it", "not in it") else "the left side is"
    sides = f"{subject} {left}" + (f", the right side {right}" if right else "")
    verb = "holds" if leaf["holds"] else "does not hold"
    return f"{leaf['leaf']} {verb}{', under a not' if leaf['is_under_not'] else ''}: {sides}"
