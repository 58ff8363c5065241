"""Which leaves of a filter made it fail, with both sides' values."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from conversion_goals.rule_trees import WITHOUT_RIGHT_SIDE, leaf_words, shown

Leaf = Mapping[str, Any]


def failed_leaves(tree: Any, leaves: Mapping[str, Leaf]) -> list[dict[str, Any]]:
    """Return the leaves to blame, in the tree's order; `leaves` holds them by node_id."""
    return list(_blamed(tree, "1", True, leaves))


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


def _blamed(
    node: Any, node_id: str, wanted: bool, leaves: Mapping[str, Leaf]
) -> Iterator[dict[str, Any]]:
    """Leaves but for which the node would be as wanted."""
    if _holds(node, node_id, leaves) == wanted:
        return
    children = _children(node, node_id)
    if "not" in node:
        yield from _blamed(*children[0], not wanted, leaves)
    elif "and" in node or "or" in node:
        for child in children:
            yield from _blamed(*child, wanted, leaves)
        if not children:  # F5
            yield {"node_id": node_id, "leaf": f"an empty {'or' if 'or' in node else 'and'}"}
    else:
        leaf = leaves[node_id]
        yield {
            "node_id": node_id,
            "leaf": leaf_words(node),
            "is_wanted": wanted,
            "left": _side(leaf["left_kind"], leaf["left_text"]),
            "right": None
            if node["operator"] in WITHOUT_RIGHT_SIDE
            else _side(leaf["right_kind"], leaf["right_text"]),
        }


def _side(kind: str | None, text: str | None) -> str | None:
    if kind is None:
        return "missing"
    return shown(text) if kind == "text" else text


def leaf_sentence(blamed: Mapping[str, Any]) -> str:
    """Return a blamed leaf in words."""
    if "left" not in blamed:
        return f"{blamed['leaf']} (F5)"
    left, right = blamed["left"], blamed["right"]
    sides = f"the left side is {left}" + (f", the right side {right}" if right else "")
    verb = "does not hold" if blamed["is_wanted"] else "holds, under a not"
    return f"{blamed['leaf']} {verb}: {sides}"
