"""Random filters, audiences and property values: readable ones, and ones that no rule can read."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from random import Random

OPERATORS = (
    *("eq", "neq", "gt", "gte", "lt", "lte", "contains", "not_contains"),
    *("in", "not_in", "exists", "not_exists", "before", "after"),
)
COMMON = ("total", "plan", "course_id")  # most leaves name these, so that they often pass
ODD = (
    *("cart.total", "cart.type", "cart.deep.er", "tags", "tags.0", "cart.items.0.sku", "when"),
    *("gift", "a.b", "a/b", 'a"b', "it's", "*", "cart.*", "$", "$.total", "[0]", "0", "~1", "~0"),
    *("größe", "a b", "#", "cart.", ".total", "and", "value", "null", "Plan", "''", "a`b", "%", ""),
)
ATTRIBUTES = ("plan", "country", "a.b", "plän", "it's", "since")
# Values that look alike, and the operators that tell them apart: the filters and events of one
# world draw from few of these families.
NUMERIC = ("eq", "neq", "in", "gt", "gte", "lt", "lte")
TEXTUAL = ("eq", "neq", "in", "not_in", "contains", "not_contains")
DATED = ("before", "after", "before", "after", "eq")
FAMILIES = (
    (NUMERIC, (10, 10.0, "10", "10.0", "1e1", "+10", " 10", "10.", "010")),
    (NUMERIC, (1000, 1e3, "1e3", "1E+3", "1000", "1e400", "-1e400")),
    (NUMERIC, (7, "7", "007", "7.0", 8, 9.99, "9.99", -2.5, "-2.5")),
    (NUMERIC, (0, -0.0, "0", "-0", "", "0.0", ".5", 0.5, False, None)),
    (NUMERIC, (2**53, 2**53 + 1, "9007199254740992", "9007199254740993")),
    (NUMERIC, (12345678901234567890, "12345678901234567890", "12345678901234567891")),
    (NUMERIC, (123456789012345, "123456789012345", 1234567890123456, "1234567890123456")),
    (TEXTUAL, (True, False, "true", "false", "True", "ru", 1, "1")),
    (TEXTUAL, ("free", "freedom", "ee", "Free", "", ["free", "ee"], ["freedom"], "f%e", "fr_e")),
    (TEXTUAL, ("pro", "Pro", ["pro"], ["a", "pro"], [["pro"]], {"pro": 1}, '["pro"]', [None], [])),
    (TEXTUAL, ("7", 7, [7, "x"], ["7"], ["07", None, {}], [7.0, True], {}, "x")),
    (TEXTUAL, ("prö", "pro\u0308", "日本", "🚲", "ö", "\u0308", "日")),
    (TEXTUAL, ('say "hi"', "it's", "a\\b", "line\nbreak", "null", "[]", "'", "\\", '"', "; --")),
    (DATED, ("2026-01-05", "2026-01-05T00:00:00Z", "2026-01-05 00:00", 1767571200, "1767571200")),
    (
        DATED,
        (
            *("2026-01-05T02:00:00+02:00", "2026-01-04T19:00:00.000001-05:00", "2026-01-05"),
            *(1767571200.5, "2026-01-05T00:00:00.5", "2026-01-05T00:00:00.1234567"),
        ),
    ),
    (
        DATED,
        (
            *("2026-13-05", "2026-1-5", "2026-02-29", "2024-02-29", "2026-01-05Z", "yesterday"),
            *("2026-01-05t00:00:00z", "2026-01-05", 1e9),
        ),
    ),
)
OBJECTS = ({}, {"total": 10}, {"type": "web", "total": "10", "items": [{"sku": 1}]})
ATTRIBUTE_TEXTS = (
    *("pro", "free", "DE", "FR", "10", "10.0", "007", "true", "", "2026-01-05", "1e3", "prö"),
    *('["pro"]', "null", "1767571200", "it's"),
)


@dataclass(frozen=True)
class Theme:
    """What the filters and events of one world mostly hold."""

    operators: tuple[str, ...]
    values: tuple


def random_theme(rng: Random) -> Theme:
    operators, values = rng.choice(FAMILIES)
    _, others = rng.choice(FAMILIES)
    return Theme(operators, (*values, *rng.sample(others, 2)))


def properties(rng: Random, theme: Theme) -> str | None:
    """The properties of an event, as JSON text."""
    if rng.random() < 0.07:
        return rng.choice((None, "", "{}", "null", "[1, 2]", "7", '"text"', "true", " {} "))
    held = {name: rng.choice(theme.values) for name in COMMON if rng.random() < 0.9}
    for _ in range(rng.choice((0, 0, 1, 2))):
        held[rng.choice(ODD)] = any_value(rng)
    if rng.random() < 0.4:
        held["cart"] = {
            "total": rng.choice(theme.values),
            "type": rng.choice(("web", None, "shop")),
            "*": 1,
            "items": [{"sku": "x"}],
            "deep": {"er": rng.choice(theme.values)},
        }
    return json.dumps(held, ensure_ascii=rng.random() < 0.5)


def any_value(rng: Random) -> object:
    return rng.choice(OBJECTS if rng.random() < 0.1 else rng.choice(FAMILIES)[1])


def goal_filter(rng: Random, theme: Theme) -> str | None:
    """A readable filter, or none."""
    if rng.random() < 0.4:
        return rng.choice((None, None, ""))

    def leaf(rng: Random) -> dict:
        return _goal_leaf(rng, theme)

    if rng.random() < 0.08:
        return _write(rng, chain(rng, leaf(rng), 10))
    return _write(rng, _tree(rng, leaf, rng.choice((1, 1, 1, 1, 2, 2, 3))))


def audience(rng: Random, segments: list[str]) -> str | None:
    """A readable audience, or none."""
    if rng.random() < 0.2:
        return rng.choice((None, None, ""))

    def leaf(rng: Random) -> dict:
        return _audience_leaf(rng, segments)

    if rng.random() < 0.05:
        return _write(rng, chain(rng, leaf(rng), 10))
    return _write(rng, _tree(rng, leaf, rng.choice((1, 1, 1, 2, 2, 3))))


def _tree(rng: Random, leaf: Callable[[Random], dict], depth: int) -> dict:
    if depth <= 1:
        return leaf(rng)
    kind = rng.choice(("and", "or", "or", "not"))
    if kind == "not":
        return {"not": _tree(rng, leaf, depth - 1)}
    return {kind: [_tree(rng, leaf, depth - 1) for _ in range(rng.choice((0, 1, 2, 2, 3)))]}


def chain(rng: Random, leaf: dict, depth: int) -> dict:
    """A tree of exactly this depth: a leaf counts 1 and every and / or / not 1 more."""
    node = leaf
    for _ in range(depth - 1):
        node = rng.choice(({"not": node}, {"and": [node]}, {"or": [node, leaf]}))
    return node


def _goal_leaf(rng: Random, theme: Theme) -> dict:
    name = rng.choice(COMMON if rng.random() < 0.75 else ODD)
    is_property = rng.random() < 0.8
    left = {"property": name} if is_property else {"attribute": rng.choice(ATTRIBUTES)}
    pick = rng.random()
    if pick < 0.3:
        return {**left, "operator": rng.choice(theme.operators), "trigger": name}
    leaf = {**left, "operator": rng.choice(theme.operators if pick < 0.8 else OPERATORS)}
    if leaf["operator"] in ("exists", "not_exists"):
        return leaf
    if pick < 0.45 and is_property:
        return {**leaf, "attribute": rng.choice(ATTRIBUTES)}
    if leaf["operator"] in ("in", "not_in"):
        return {**leaf, "value": [rng.choice(theme.values) for _ in range(rng.choice((0, 1, 3)))]}
    return {**leaf, "value": rng.choice(theme.values) if rng.random() < 0.9 else any_value(rng)}


def _audience_leaf(rng: Random, segments: list[str]) -> dict:
    if rng.random() < 0.6:
        segment = rng.choice(segments)
        return {"segment": int(segment) if segment.isdigit() and rng.random() < 0.5 else segment}
    leaf = {"attribute": rng.choice(ATTRIBUTES[:2]), "operator": rng.choice(OPERATORS)}
    if leaf["operator"] in ("exists", "not_exists"):
        return leaf
    if leaf["operator"] in ("in", "not_in"):
        return {**leaf, "value": [rng.choice(("pro", "DE", "10")), rng.choice(ATTRIBUTE_TEXTS)]}
    pick = rng.random()
    if pick < 0.7:
        return {**leaf, "value": rng.choice(("pro", "free", "DE", "10", 10))}
    return {**leaf, "value": rng.choice(ATTRIBUTE_TEXTS) if pick < 0.85 else any_value(rng)}


def _write(rng: Random, tree: dict) -> str:
    return json.dumps(tree, ensure_ascii=rng.random() < 0.5, indent=rng.choice((None, None, 1)))


def unreadable(rng: Random, *, audience: bool) -> str:
    """A tree that makes its version a rejected row (F0, F6)."""
    leaf = {"attribute": "plan", "operator": "eq", "value": "pro"}
    event_leaf = {"property": "plan", "operator": "eq", "value": "pro"}
    bare = {"attribute": "plan"}
    broken = [
        *(chain(rng, leaf, 11) for _ in range(6)),
        {**leaf, "operator": "sounds_like"},
        {**leaf, "operator": None},
        {**leaf, "operator": ["eq"]},
        {**leaf, "trigger": "plan"},
        {**leaf, "colour": "red"},
        {**leaf, "attribute": 7},
        {**leaf, "attribute": None},
        {**bare, "operator": "eq"},
        {**bare, "operator": "exists", "value": None},
        {**bare, "operator": "in", "value": "pro"},
        {**bare, "operator": "not_in", "value": None},
        {**bare, "operator": "in", "value": {}},
        {"operator": "eq", "value": 1},
        {"value": 1},
        {},
        {"and": leaf},
        {"and": [leaf], "or": []},
        {"or": [leaf, 7]},
        {"or": [leaf, None]},
        {"not": [leaf]},
        {"not": None},
        {"not": {}},
        {"not": leaf, "operator": "eq"},
        {"xor": [leaf]},
        {"And": [leaf]},
        [leaf],
        [],
        "plan",
        7,
        True,
        None,
    ]
    texts = [json.dumps(tree) for tree in broken]
    texts += ["{", "plan eq pro", "{'and': []}", '{"and": [],}', '{"and": []} x', " "]
    texts += [json.dumps(leaf).replace('"pro"', word) for word in ("NaN", "Infinity", "01", "")]
    if audience:
        wrong_place = [
            *(event_leaf, {"not": {"property": "plan", "operator": "exists"}}),
            *({**bare, "operator": "eq", "trigger": "plan"}, {**event_leaf, "attribute": "x"}),
            *({"segment": None}, {"segment": True}, {"segment": ["7"]}),
            *({"segment": "7", "operator": "eq"}, {"segment": {"id": "7"}}),
        ]
    else:
        wrong_place = [
            *({"segment": "7"}, {"or": [event_leaf, {"segment": 7}]}),
            *({**leaf, "property": "plan"}, {**event_leaf, "trigger": "plan"}),
        ]
    return rng.choice(texts + [json.dumps(tree) for tree in wrong_place])
