"""Trees on the edges of F0 to F6: each with whether a filter, and an audience, may be it."""

import json


def chain(depth: int) -> object:
    """Return a tree of that depth: a leaf inside so many nots."""
    node: object = {"attribute": "plan", "operator": "exists"}
    for _ in range(depth - 1):
        node = {"not": node}
    return node


def leaf(**keys: object) -> dict[str, object]:
    """Return a condition on an event's property, or on what the keys say."""
    return keys if "attribute" in keys or "property" in keys else {"property": "a", **keys}


# (name, tree or text, is a filter, is an audience)
TREES: list[tuple[str, object, bool, bool]] = [
    ("literal", leaf(operator="gt", value=9.99), True, False),
    ("attribute_on_the_left", {"attribute": "a", "operator": "eq", "value": 1}, True, True),
    ("attribute_on_the_right", leaf(property="p", operator="eq", attribute="a"), True, False),
    ("trigger_on_the_right", leaf(operator="eq", trigger="b.c"), True, False),
    ("attribute_and_trigger", {"attribute": "a", "operator": "eq", "trigger": "b"}, True, False),
    ("value_null", leaf(operator="neq", value=None), True, False),
    ("value_list", leaf(operator="eq", value=[1]), True, False),
    ("value_object", {"attribute": "a", "operator": "eq", "value": {"b": 1}}, True, True),
    ("empty_and", {"and": []}, True, True),
    ("empty_or", {"or": []}, True, True),
    ("not_of_empty", {"not": {"or": []}}, True, True),
    ("segment", {"segment": "7"}, False, True),
    ("segment_whole_number", {"segment": 7}, False, True),
    ("segment_inside", {"or": [{"not": {"segment": "7"}}]}, False, True),
    ("segment_fraction", {"segment": 7.5}, False, False),
    ("segment_true", {"segment": True}, False, False),
    ("segment_null", {"segment": None}, False, False),
    ("segment_list", {"segment": ["7"]}, False, False),
    ("segment_with_more", {"segment": "7", "operator": "exists"}, False, False),
    ("exists", {"attribute": "a", "operator": "exists"}, True, True),
    ("exists_with_value", {"attribute": "a", "operator": "exists", "value": None}, False, False),
    ("not_exists_with_trigger", leaf(operator="not_exists", trigger="b"), False, False),
    ("in_list", {"attribute": "a", "operator": "in", "value": []}, True, True),
    ("in_trigger", leaf(operator="in", trigger="b"), True, False),
    ("in_attribute", leaf(property="p", operator="not_in", attribute="a"), True, False),
    ("in_text", {"attribute": "a", "operator": "in", "value": "DE"}, False, False),
    ("in_null", {"attribute": "a", "operator": "not_in", "value": None}, False, False),
    ("no_right_side", {"attribute": "a", "operator": "eq"}, False, False),
    ("two_right_sides", leaf(operator="eq", value=1, trigger="b"), False, False),
    (
        "attribute_and_value",
        leaf(property="p", operator="eq", attribute="a", value=1),
        False,
        False,
    ),
    ("no_operator", {"attribute": "a", "value": 1}, False, False),
    ("unknown_operator", {"attribute": "a", "operator": "is", "value": 1}, False, False),
    ("operator_upper_case", {"attribute": "a", "operator": "EQ", "value": 1}, False, False),
    ("operator_null", {"attribute": "a", "operator": None, "value": 1}, False, False),
    ("no_left_side", {"operator": "eq", "value": 1}, False, False),
    ("extra_key", {"attribute": "a", "operator": "eq", "value": 1, "note": "x"}, False, False),
    ("property_number", {"property": 1, "operator": "eq", "value": 1}, False, False),
    ("attribute_null", {"attribute": None, "operator": "eq", "value": 1}, False, False),
    ("trigger_number", leaf(operator="eq", trigger=1), False, False),
    ("and_object", {"and": {"attribute": "a", "operator": "exists"}}, False, False),
    ("and_null", {"and": None}, False, False),
    ("and_of_text", {"and": ["x"]}, False, False),
    ("not_list", {"not": [{"attribute": "a", "operator": "exists"}]}, False, False),
    ("not_null", {"not": None}, False, False),
    ("and_with_or", {"and": [], "or": []}, False, False),
    ("and_with_leaf", {"and": [], "attribute": "a", "operator": "exists"}, False, False),
    ("upper_case_and", {"AND": []}, False, False),
    ("empty_object", {}, False, False),
    ("list_at_the_top", [{"attribute": "a", "operator": "exists"}], False, False),
    ("text_at_the_top", '"x"', False, False),
    ("number_at_the_top", "1", False, False),
    ("null_at_the_top", "null", False, False),
    ("true_at_the_top", "true", False, False),
    ("blank", " ", False, False),
    ("no_json", '{"attribute": "a", ', False, False),
    ("single_quotes", "{'segment': '7'}", False, False),
    ("trailing_comma", '{"and": [],}', False, False),
    ("not_a_number", '{"attribute": "a", "operator": "eq", "value": NaN}', False, False),
    (
        "half_a_surrogate_pair",
        '{"attribute": "a", "operator": "eq", "value": "\\ud800"}',
        False,
        False,
    ),
    ("key_twice", '{"attribute": "a", "attribute": "b", "operator": "exists"}', False, False),
    (
        "key_twice_in_a_value",
        '{"attribute": "a", "operator": "eq", "value": {"b": 1, "b": 2}}',
        True,
        True,
    ),
    ("empty_text", "", True, True),
    ("depth_1", chain(1), True, True),
    ("depth_10", chain(10), True, True),
    ("depth_11", chain(11), False, False),
    ("depth_200", chain(200), False, False),
]


def as_text(tree: object) -> str:
    """Return a tree as the raw column's text; a text stands for itself."""
    return tree if isinstance(tree, str) else json.dumps(tree)
