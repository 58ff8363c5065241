"""What a tree answers: F1 to F5."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field

from .times import unix_seconds, utc_time
from .trees import Node

# JSON's number grammar.
_NUMBER = re.compile(r"-?(0|[1-9][0-9]*)(\.[0-9]+)?([eE][+-]?[0-9]+)?")
MOST_DIGITS = 15  # F3


@dataclass(frozen=True)
class Facts:
    """What a tree is asked about. A missing value is None everywhere (F1: JSON null too)."""

    event: object = None  # properties of the event
    trigger: object = None  # properties of the event that triggered the journey
    attributes: dict[str, str | None] = field(default_factory=dict)
    segments: frozenset[str] = frozenset()


def holds(node: Node | None, facts: Facts) -> bool:
    if node is None:  # F5: no filter
        return True
    if "and" in node:
        return all(holds(member, facts) for member in node["and"])  # F5: empty is true
    if "or" in node:
        return any(holds(member, facts) for member in node["or"])  # F5: empty is false
    if "not" in node:
        return not holds(node["not"], facts)
    if "segment" in node:
        return str(node["segment"]) in facts.segments
    return _leaf_holds(node, facts)


def _leaf_holds(node: Node, facts: Facts) -> bool:
    if "property" in node:
        left = at_path(facts.event, node["property"])
    else:
        left = facts.attributes.get(node["attribute"])
    right = _right_side(node, facts)
    operator = node["operator"]
    if operator in OPPOSITES:  # F2: the exact opposites of their twins
        return not compare(OPPOSITES[operator], left, right)
    return compare(operator, left, right)


def _right_side(node: Node, facts: Facts) -> object:
    if "value" in node:
        return node["value"]
    if "trigger" in node:
        return at_path(facts.trigger, node["trigger"])
    return facts.attributes.get(node.get("attribute"))


def at_path(properties: object, path: str) -> object:
    """F1: dots reach into nested objects, nothing else."""
    for name in path.split("."):
        if not isinstance(properties, dict):
            return None
        properties = properties.get(name)
    return properties


OPPOSITES = {
    "neq": "eq",
    "not_contains": "contains",
    "not_in": "in",
    "not_exists": "exists",
}


def compare(operator: str, left: object, right: object) -> bool:
    if operator == "exists":
        return left is not None
    if left is None or right is None:  # F2, F4: a null value is a missing side
        return False
    return COMPARE[operator](left, right)


def number(value: object) -> float | None:
    """F3: a JSON number, or a text that is written as one."""
    if isinstance(value, bool):
        return None
    if isinstance(value, int | float):
        try:
            return float(value)
        except OverflowError:  # as a JSON number with a point reads, a double beyond all others
            return float("inf") if value > 0 else float("-inf")
    if not isinstance(value, str) or not _NUMBER.fullmatch(value):
        return None
    before_exponent = re.split("[eE]", value)[0]
    if sum(sign.isdigit() for sign in before_exponent) > MOST_DIGITS:
        return None
    double = float(value)
    return None if double in (float("inf"), float("-inf")) else double


def plain_text(value: object) -> str | None:
    """F3: a text, or a boolean as its text."""
    if isinstance(value, bool):
        return "true" if value else "false"
    return value if isinstance(value, str) else None


def equal(left: object, right: object) -> bool:
    left_number, right_number = number(left), number(right)
    if left_number is not None and right_number is not None:
        return left_number == right_number
    if left_number is not None or right_number is not None:
        return False  # F3: a number never equals a text that is none
    # F3: lists and objects equal nothing.
    return plain_text(left) is not None and plain_text(left) == plain_text(right)


def _ordered(test: Callable[[float, float], bool]) -> Callable[[object, object], bool]:
    """F3: false on anything but two numbers."""

    def compared(left: object, right: object) -> bool:
        left_number, right_number = number(left), number(right)
        return (
            left_number is not None and right_number is not None and test(left_number, right_number)
        )

    return compared


def _dated(test: Callable[[float, float], bool]) -> Callable[[object, object], bool]:
    """F4: false on anything but two moments, as unix seconds."""

    def compared(left: object, right: object) -> bool:
        left_moment, right_moment = moment(left), moment(right)
        return (
            left_moment is not None and right_moment is not None and test(left_moment, right_moment)
        )

    return compared


def moment(value: object) -> float | None:
    """F4: unix seconds, or a date."""
    seconds = number(value)
    if seconds is not None or not isinstance(value, str):
        return seconds
    written = utc_time(value)
    return None if written is None else unix_seconds(written)


def contains(left: object, right: object) -> bool:
    if isinstance(left, list):  # F4: a list with an element that is eq
        return any(equal(element, right) for element in left if element is not None)
    left_text, right_text = plain_text(left), plain_text(right)
    return left_text is not None and right_text is not None and right_text in left_text


def is_in(left: object, right: object) -> bool:
    return isinstance(right, list) and any(
        equal(left, element) for element in right if element is not None
    )


COMPARE: dict[str, Callable[[object, object], bool]] = {
    "eq": equal,
    "gt": _ordered(lambda left, right: left > right),
    "gte": _ordered(lambda left, right: left >= right),
    "lt": _ordered(lambda left, right: left < right),
    "lte": _ordered(lambda left, right: left <= right),
    "before": _dated(lambda left, right: left < right),
    "after": _dated(lambda left, right: left > right),
    "contains": contains,
    "in": is_in,
}
