"""Filters and audiences: whether a tree can be read (F0, F6), and what it says in words."""

from __future__ import annotations

import json
from typing import Any

from conversion_goals.raw_values import is_json
from conversion_goals.wording import listed

DEEPEST = 10
WITHOUT_RIGHT_SIDE = {"exists": "is there", "not_exists": "is not there"}
WITH_RIGHT_SIDE = {
    "eq": "=",
    "neq": "≠",
    "gt": ">",
    "gte": "≥",
    "lt": "<",
    "lte": "≤",
    "contains": "contains",
    "not_contains": "does not contain",
    "in": "is one of",
    "not_in": "is none of",
    "before": "is before",
    "after": "is after",
}
OPERATORS = [*WITH_RIGHT_SIDE, *WITHOUT_RIGHT_SIDE]


class UnreadableTree(Exception):
    """Its text says what of a tree cannot be read."""


def read_tree(text: str | None, is_audience: bool) -> Any:
    """Return the tree of a filter or audience text, None for no text (G8); or raise."""
    if text is None or text == "":
        return None
    try:
        tree = json.loads(text, parse_constant=_refuse_word, object_pairs_hook=_Object)
    except RecursionError as error:
        raise UnreadableTree(f"it is deeper than {DEEPEST}") from error
    except ValueError as error:
        raise UnreadableTree(f"it is no JSON ({error})") from error
    if not is_json(text):
        raise UnreadableTree("it is no JSON to the build (half a surrogate pair, say)")
    _check_node(tree, is_audience, depth=1)
    return tree


def _refuse_word(word: str) -> None:
    raise UnreadableTree(f"it is no JSON ({word} is no value)")


class _Object(dict):
    """A JSON object that knows whether its text names a key twice."""

    def __init__(self, pairs: list[tuple[str, Any]]) -> None:
        super().__init__(pairs)
        self.is_doubled = len(self) < len(pairs)


def _check_node(node: Any, is_audience: bool, depth: int) -> None:
    if depth > DEEPEST:
        raise UnreadableTree(f"it is deeper than {DEEPEST}")
    if not isinstance(node, _Object):
        raise UnreadableTree(f"each node must be an object, not {shown(node)}")
    # Within a value it is the value's own matter.
    if node.is_doubled:
        raise UnreadableTree("an object names a key twice")
    groups = [key for key in ("and", "or", "not", "segment") if key in node]
    if groups and len(node) > 1:
        others = listed(key for key in node if key != groups[0])
        raise UnreadableTree(f"'{groups[0]}' stands alone in its object, not with {others}")
    if groups == ["segment"]:
        _check_segment(node["segment"], is_audience)
    elif groups == ["not"]:
        _check_node(node["not"], is_audience, depth + 1)
    elif groups:
        if not isinstance(node[groups[0]], list):
            raise UnreadableTree(f"'{groups[0]}' must hold a list of nodes")
        for child in node[groups[0]]:
            _check_node(child, is_audience, depth + 1)
    else:
        _check_leaf(node, is_audience)


def _check_segment(segment: Any, is_audience: bool) -> None:
    if not is_audience:
        raise UnreadableTree("a segment can stand in an audience only")
    if isinstance(segment, bool) or not isinstance(segment, str | int):
        raise UnreadableTree(f"a segment must be a text or a whole number, not {shown(segment)}")


def _check_leaf(leaf: dict[str, Any], is_audience: bool) -> None:
    """F0: one left side, an operator, one right side or none, and no other key."""
    known = ("property", "attribute", "operator", "value", "trigger")
    unknown = [key for key in leaf if key not in known]
    if unknown:
        raise UnreadableTree(f"a condition has no key {listed(unknown)}: it has {listed(known)}")
    left = next((side for side in ("property", "attribute") if side in leaf), None)
    if left is None:
        raise UnreadableTree("a condition needs a property or an attribute on its left")
    if is_audience and left == "property":
        raise UnreadableTree("an event's property cannot stand in an audience")
    if is_audience and "trigger" in leaf:
        raise UnreadableTree("the trigger event cannot stand in an audience")
    for side in ("property", "attribute", "trigger"):
        if not isinstance(leaf.get(side, ""), str):
            raise UnreadableTree(f"the name of a {side} must be text, not {shown(leaf[side])}")
    _check_operator(leaf, [key for key in leaf if key not in (left, "operator")])


def _check_operator(leaf: dict[str, Any], rights: list[str]) -> None:
    operator = leaf.get("operator")
    if not isinstance(operator, str) or operator not in OPERATORS:
        problem = f"unknown operator {shown(operator)}" if "operator" in leaf else "no operator"
        raise UnreadableTree(f"{problem}: it can be {listed(OPERATORS, last='or')}")
    if operator in WITHOUT_RIGHT_SIDE:
        if rights:
            raise UnreadableTree(f"{operator} has no right side, and {listed(rights)} is one")
    elif len(rights) != 1:
        found = f"has {len(rights)} ({listed(rights)})" if rights else "has none"
        raise UnreadableTree(
            f"{operator} needs one right side (value, trigger or attribute) and {found}"
        )
    elif operator in ("in", "not_in") and not isinstance(leaf.get("value", []), list):
        raise UnreadableTree(f"{operator} needs a list, not {shown(leaf['value'])}")


def in_words(node: Any, inside: bool = False) -> str:
    """Return a readable tree as a phrase; `inside` another one it gets brackets."""
    if "segment" in node:
        return f"in segment {node['segment']}"
    if "not" in node:
        return f"not ({in_words(node['not'])})"
    for word, if_empty in (("and", "always"), ("or", "never")):
        if word in node:
            parts = [in_words(child, inside=len(node[word]) > 1) for child in node[word]]
            phrase = f" {word} ".join(parts) or if_empty
            return f"({phrase})" if inside and len(parts) > 1 else phrase
    return leaf_words(node)


def leaf_words(leaf: dict[str, Any]) -> str:
    if "segment" in leaf:
        return f"in segment {leaf['segment']}"
    if "property" in leaf:
        left = leaf["property"]
        right_attribute = leaf.get("attribute")
    else:
        left = f"the person's {leaf['attribute']}"
        right_attribute = None
    operator = leaf["operator"]
    if operator in WITHOUT_RIGHT_SIDE:
        return f"{left} {WITHOUT_RIGHT_SIDE[operator]}"
    if "trigger" in leaf:
        right = f"the trigger event's {leaf['trigger']}"
    elif right_attribute is not None:
        right = f"the person's {right_attribute}"
    elif operator in ("in", "not_in"):
        right = listed([shown(item) for item in leaf["value"]] or ["nothing"], last="or")
    else:
        right = shown(leaf["value"])
    return f"{left} {WITH_RIGHT_SIDE[operator]} {right}"


def shown(value: Any) -> str:
    text = json.dumps(value, ensure_ascii=False)
    return text if len(text) <= 60 else f"{text[:57]}..."
