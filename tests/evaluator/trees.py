"""Reading a filter or an audience: F0 and F6. What cannot be read raises Unreadable."""

import json

COMPARISONS = {
    *("eq", "neq", "gt", "gte", "lt", "lte", "contains", "not_contains"),
    *("in", "not_in", "before", "after"),
}
PRESENCE = {"exists", "not_exists"}
DEEPEST = 10  # F6

Node = dict[str, object]


class Unreadable(ValueError):
    """The tree, or the text, breaks a rule; the message says which."""


class Repeated(dict):
    """An object in which a name stands twice: the first stands, and it is no node of a tree."""


def _object(pairs: list[tuple[str, object]]) -> dict[str, object]:
    first = dict(reversed(pairs))
    return first if len(first) == len(pairs) else Repeated(first)


def strict_json(text: str) -> object:
    """JSON by its own grammar: no NaN, no Infinity, no half of a surrogate pair."""

    def refuse(word: str) -> None:
        raise Unreadable(f"{word} is no JSON")

    try:
        read = json.loads(text, parse_constant=refuse, object_pairs_hook=_object)
        json.dumps(read, ensure_ascii=False).encode()  # half of a pair has no bytes
    except ValueError as error:
        raise Unreadable(f"bad JSON: {error}") from error
    return read


def read_tree(text: str | None, *, audience: bool) -> Node | None:
    """The tree that a text holds; None where there is none (G8: empty text is none)."""
    if text is None or text == "":
        return None
    tree = strict_json(text)
    _check(tree, audience)
    if _depth(tree) > DEEPEST:  # F6
        raise Unreadable(f"deeper than {DEEPEST}")
    return tree


def _check(node: object, audience: bool) -> None:
    if not isinstance(node, dict) or isinstance(node, Repeated):
        raise Unreadable("a node is an object with each name once")
    if "and" in node or "or" in node:
        _check_group(node, audience)
    elif "not" in node:
        if len(node) != 1:
            raise Unreadable("not stands alone")
        _check(node["not"], audience)
    elif "segment" in node:
        _check_segment(node, audience)
    else:
        _check_leaf(node, audience)


def _check_group(node: Node, audience: bool) -> None:
    (members,) = node.values() if len(node) == 1 else (None,)
    if not isinstance(members, list):
        raise Unreadable("and / or stands alone and holds a list")
    for member in members:
        _check(member, audience)


def _check_segment(node: Node, audience: bool) -> None:
    segment = node["segment"]
    if not audience:  # F6: a segment in a goal's filter
        raise Unreadable("a segment stands in an audience only")
    # A whole number will do: it reads as text.
    whole = isinstance(segment, int) and not isinstance(segment, bool)
    if len(node) != 1 or not (whole or isinstance(segment, str)):
        raise Unreadable("a segment is its id, alone")


def _check_leaf(node: Node, audience: bool) -> None:
    """F0: one left side, an operator, and one right side or none."""
    operator = node.get("operator")
    left = "property" if "property" in node else "attribute"
    rights = set(node) - {left, "operator"}
    allowed = {"value", "trigger"} | ({"attribute"} if left == "property" else set())
    if not isinstance(operator, str) or operator not in COMPARISONS | PRESENCE:
        raise Unreadable("unknown operator")
    if not rights <= allowed or len(rights) != (0 if operator in PRESENCE else 1):
        raise Unreadable(f"{operator} has the wrong sides")
    for name in ({left} | rights) - {"value"}:
        if not isinstance(node.get(name), str):
            raise Unreadable(f"{name} is a text")
    if operator in ("in", "not_in") and not isinstance(node.get("value", []), list):
        raise Unreadable(f"{operator} has a list")
    if audience and left == "property":  # F6: an event's property in an audience
        raise Unreadable("an audience knows no event")
    if audience and "trigger" in rights:  # F6: a trigger's property in an audience
        raise Unreadable("an audience knows no trigger")


def members(node: Node) -> list[Node]:
    """The nodes right under an and, or, not; none under a leaf."""
    if "not" in node:
        return [node["not"]]
    return node.get("and", node.get("or", []))


def _depth(node: Node) -> int:
    """F6: a leaf counts 1 and every and / or / not 1 more."""
    return 1 + max((_depth(member) for member in members(node)), default=0)


def names_segment(node: Node) -> bool:
    return "segment" in node or any(names_segment(member) for member in members(node))


def names_attribute(node: Node) -> bool:
    return "attribute" in node or any(names_attribute(member) for member in members(node))
