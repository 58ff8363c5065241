"""Reading filters and audiences (F0, F6), and saying them in words."""

import pytest
from conversion_goals.rule_trees import UnreadableTree, in_words, read_tree
from rule_tree_table import TREES, as_text


def is_readable(text: str, is_audience: bool) -> bool:
    try:
        read_tree(text, is_audience)
    except UnreadableTree:
        return False
    return True


@pytest.mark.parametrize(
    ("name", "tree", "is_filter", "is_audience"), TREES, ids=lambda v: str(v)[:30]
)
def test_edge_trees_are_read_as_the_rules_say(
    name: str, tree: object, is_filter: bool, is_audience: bool
) -> None:
    text = as_text(tree)
    assert (is_readable(text, False), is_readable(text, True)) == (is_filter, is_audience)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ('{"property": "a", "operator": "is", "value": 1}', 'unknown operator "is": it can be eq,'),
        ('{"property": "a", "operator": "eq"}', "eq needs one right side"),
        ('{"property": "a", "operator": "in", "value": "DE"}', 'in needs a list, not "DE"'),
        ('{"property": "a", "operator": "exists", "value": 1}', "exists has no right side"),
        ('{"property": "a", "operator": "eq", "valu": 1}', "a condition has no key valu"),
        ('{"segment": "7"}', "a segment can stand in an audience only"),
        ('{"and": {}}', "'and' must hold a list"),
        ('{"a": ', "it is no JSON"),
    ],
)
def test_what_cannot_be_read_is_said(text: str, says: str) -> None:
    with pytest.raises(UnreadableTree, match=says.replace("[", r"\[")):
        read_tree(text, is_audience=False)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ('{"property": "total", "operator": "gt", "value": 9.99}', "total > 9.99"),
        ('{"property": "plan", "operator": "eq", "attribute": "plan"}', "plan = the person's plan"),
        (
            '{"property": "id", "operator": "neq", "trigger": "cart.id"}',
            "id ≠ the trigger event's cart.id",
        ),
        (
            '{"attribute": "country", "operator": "in", "value": ["DE", "FR", 1]}',
            'the person\'s country is one of "DE", "FR" or 1',
        ),
        (
            '{"or": [{"property": "a", "operator": "exists"},'
            ' {"and": [{"property": "b", "operator": "not_exists"}, {"or": []}]}]}',
            "a is there or (b is not there and never)",
        ),
        ('{"not": {"and": []}}', "not (always)"),
    ],
)
def test_a_tree_in_words(text: str, words: str) -> None:
    assert in_words(read_tree(text, is_audience=False)) == words
