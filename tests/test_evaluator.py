"""The evaluator against the case files and the edges of the filter language, and the random
worlds: that everything which can happen happens in them."""

import json
from collections import Counter, defaultdict
from pathlib import Path
from random import Random

import duckdb
import pytest
from cases import check_expectations, read_cases, with_prefix, without_prefix
from evaluator import Settings, evaluate
from evaluator.filters import Facts, holds
from evaluator.tables import MARTS, TABLES
from evaluator.trees import COMPARISONS, PRESENCE, Unreadable, read_tree
from world_trees import chain
from worlds import filter_world, joined, native, random_world, write_world

CASES = read_cases(Path(__file__).parent / "cases")
WORLDS = 300
SETTINGS = Settings()


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_case_holds(case) -> None:
    settings = Settings(as_of=case.as_of, **case.settings)
    assert check_expectations(case, evaluate(case.raw, settings)) == []


def test_all_cases_hold_in_one_build() -> None:
    plain = [case for case in CASES if not case.settings and case.as_of == CASES[0].as_of]
    marts = evaluate(joined(with_prefix(case) for case in plain), Settings(as_of=plain[0].as_of))
    differences = [
        line for case in plain for line in check_expectations(case, without_prefix(case, marts))
    ]
    assert differences == []


def test_absent_table_is_empty_and_absent_column_is_null(worlds) -> None:
    absent = evaluate(worlds[0], Settings(absent=("people", "metrics.machine")))
    without = {table: rows for table, rows in worlds[0].items() if table != "people"}
    without["metrics"] = [{**row, "machine": None} for row in without["metrics"]]
    assert absent == evaluate(without, SETTINGS)


def leaf(operator: str, **sides: object) -> dict:
    """A leaf on property `a`, unless it says otherwise."""
    left = {} if {"property", "left"} & set(sides) else {"property": "a"}
    if "left" in sides:
        left = {"attribute": sides.pop("left")}
    return {**left, "operator": operator, **sides}


EQ_1 = leaf("eq", value=1)
NOW = "2026-01-05T00:00:00Z"
EPOCH_NOW = 1767571200

# (rule, tree, properties of the event, expected)
ON_EVENTS = [
    # F1: paths
    ("F1", leaf("eq", property="a.b", value=1), {"a": {"b": 1}}, True),
    ("F1", leaf("exists", property="a.b"), {"a.b": 1}, False),
    ("F1", leaf("exists", property="a.0"), {"a": [1]}, False),
    ("F1", leaf("exists", property="a.0"), {"a": {"0": 1}}, True),
    ("F1", leaf("exists", property="a[0]"), {"a": [1]}, False),
    ("F1", leaf("exists", property="a.*"), {"a": {"b": 1}}, False),
    ("F1", leaf("exists", property="a.*"), {"a": {"*": 1}}, True),
    ("F1", leaf("exists", property="$.a"), {"a": 1}, False),
    ("F1", leaf("exists", property="a/b"), {"a/b": 1}, True),
    ("F1", leaf("exists", property="a/b"), {"a": {"b": 1}}, False),
    ("F1", leaf("exists", property='a"b'), {'a"b': 1}, True),
    ("F1", leaf("exists", property="~1"), {"~1": 1}, True),
    ("F1", leaf("exists", property="~1"), {"/": 1}, False),
    ("F1", leaf("exists", property=""), {"": 1}, True),
    ("F1", leaf("exists", property=""), {"a": 1}, False),
    ("F1", leaf("exists", property="a."), {"a": {"": 1}}, True),
    ("F1", leaf("exists", property="A"), {"a": 1}, False),
    ("F1", leaf("exists"), {"a": None}, False),
    ("F1", leaf("not_exists"), {"a": None}, True),
    ("F1", leaf("exists"), {"a": {}}, True),
    ("F1", leaf("exists"), {"a": []}, True),
    ("F1", leaf("exists"), {"a": False}, True),
    ("F1", leaf("exists"), {"a": ""}, True),
    ("F1", leaf("exists"), [{"a": 1}], False),
    ("F1", leaf("exists"), "a", False),
    ("F1", leaf("exists"), None, False),
    # F2: a missing side
    ("F2", leaf("eq", value=1), {}, False),
    ("F2", leaf("neq", value=1), {}, True),
    ("F2", leaf("contains", value="x"), {}, False),
    ("F2", leaf("not_contains", value="x"), {}, True),
    ("F2", leaf("in", value=[1]), {}, False),
    ("F2", leaf("not_in", value=[1]), {}, True),
    ("F2", leaf("gt", value=1), {}, False),
    ("F2", leaf("before", value=NOW), {}, False),
    ("F4", leaf("eq", value=None), {"a": None}, False),
    ("F4", leaf("neq", value=None), {"a": 1}, True),
    ("F4", leaf("contains", value=None), {"a": [None]}, False),
    # F3: numbers, texts, booleans
    ("F3", leaf("eq", value="10"), {"a": 10}, True),
    ("F3", leaf("eq", value="10.0"), {"a": "10"}, True),
    ("F3", leaf("eq", value="1e3"), {"a": 1000}, True),
    ("F3", leaf("eq", value="1E+3"), {"a": 1000}, True),
    ("F3", leaf("eq", value=-0.0), {"a": 0}, True),
    ("F3", leaf("eq", value="007"), {"a": 7}, False),
    ("F3", leaf("eq", value="007"), {"a": "007"}, True),
    ("F3", leaf("eq", value="+1"), {"a": 1}, False),
    ("F3", leaf("eq", value=" 1"), {"a": 1}, False),
    ("F3", leaf("eq", value="1."), {"a": 1}, False),
    ("F3", leaf("eq", value=".5"), {"a": 0.5}, False),
    ("F3", leaf("eq", value="1\n"), {"a": 1}, False),
    ("F3", leaf("eq", value="١"), {"a": 1}, False),
    ("F3", leaf("eq", value="123456789012345"), {"a": 123456789012345}, True),
    ("F3", leaf("eq", value="1234567890123456"), {"a": 1234567890123456}, False),
    ("F3", leaf("eq", value="0.12345678901234"), {"a": 0.12345678901234}, True),
    ("F3", leaf("eq", value="0.123456789012345"), {"a": 0.123456789012345}, False),
    ("F3", leaf("eq", value="12345678901234567891"), {"a": "12345678901234567890"}, False),
    ("F3", leaf("eq", value=2**53 + 1), {"a": 2**53}, True),
    ("F3", leaf("eq", value="1e400"), {"a": "1e400"}, True),
    ("F3", leaf("gt", value=0), {"a": "1e400"}, False),
    ("F3", leaf("eq", value="true"), {"a": True}, True),
    ("F3", leaf("eq", value="True"), {"a": True}, False),
    ("F3", leaf("eq", value=1), {"a": True}, False),
    ("F3", leaf("eq", value="Pro"), {"a": "pro"}, False),
    ("F3", leaf("eq", value=[1]), {"a": [1]}, False),
    ("F3", leaf("neq", value=[1]), {"a": [1]}, True),
    ("F3", leaf("eq", value={}), {"a": {}}, False),
    ("F3", leaf("gt", value=9.99), {"a": 9.99}, False),
    ("F3", leaf("gte", value=9.99), {"a": "9.99"}, True),
    ("F3", leaf("gt", value="9"), {"a": "10"}, True),
    ("F3", leaf("gt", value="a"), {"a": "b"}, False),
    ("F3", leaf("lt", value=1), {"a": False}, False),
    ("F3", leaf("lte", value="007"), {"a": 1}, False),
    # F4: contains, in
    ("F4", leaf("contains", value="ee"), {"a": "free"}, True),
    ("F4", leaf("contains", value=""), {"a": "free"}, True),
    ("F4", leaf("contains", value="EE"), {"a": "free"}, False),
    ("F4", leaf("contains", value="0"), {"a": "10"}, True),
    ("F4", leaf("contains", value=0), {"a": "10"}, False),
    ("F4", leaf("contains", value="0"), {"a": 10}, False),
    ("F4", leaf("contains", value="ru"), {"a": True}, True),
    ("F4", leaf("contains", value=True), {"a": "untrue"}, True),
    ("F4", leaf("contains", value="%"), {"a": "free"}, False),
    ("F4", leaf("contains", value="10"), {"a": [7, 10.0]}, True),
    ("F4", leaf("contains", value="fre"), {"a": ["free"]}, False),
    ("F4", leaf("contains", value=["x"]), {"a": [["x"]]}, False),
    ("F4", leaf("contains", value="x"), {"a": {"x": 1}}, False),
    ("F4", leaf("not_contains", value="x"), {"a": {"x": 1}}, True),
    ("F4", leaf("in", value=["10", None]), {"a": 10}, True),
    ("F4", leaf("in", value=[]), {"a": 10}, False),
    ("F4", leaf("not_in", value=[]), {"a": 10}, True),
    ("F4", leaf("in", value=[[10]]), {"a": [10]}, False),
    # F4: before, after
    ("F4", leaf("after", value="2026-01-05"), {"a": "2026-01-05T00:00:00.000001Z"}, True),
    ("F4", leaf("after", value="2026-01-05"), {"a": NOW}, False),
    ("F4", leaf("before", value="2026-01-05 00:01"), {"a": NOW}, True),
    ("F4", leaf("before", value="2026-01-05T02:00+02:00"), {"a": NOW}, False),
    ("F4", leaf("before", value="2026-01-05T02:00+01:30"), {"a": NOW}, True),
    ("F4", leaf("after", value="2026-01-04T20:00:00-05:00"), {"a": NOW}, False),
    ("F4", leaf("before", value=EPOCH_NOW + 0.5), {"a": NOW}, True),
    ("F4", leaf("before", value=str(EPOCH_NOW)), {"a": EPOCH_NOW - 1}, True),
    ("F4", leaf("after", value=NOW), {"a": EPOCH_NOW}, False),
    ("F4", leaf("after", value="2024-02-29"), {"a": NOW}, True),
    ("F4", leaf("after", value="2025-02-29"), {"a": NOW}, False),
    ("F4", leaf("after", value="2025-1-5"), {"a": NOW}, False),
    ("F4", leaf("after", value="2025-01-05Z"), {"a": NOW}, False),
    ("F4", leaf("after", value="2025-01-05T00:00:00.1234567Z"), {"a": NOW}, False),
    ("F4", leaf("after", value="2025-01-05t00:00:00z"), {"a": NOW}, False),
    ("F4", leaf("after", value="2025-01-05T00"), {"a": NOW}, False),
    ("F4", leaf("after", value="2025-01-05T00:00.5"), {"a": NOW}, False),
    ("F4", leaf("after", value=" 2025-01-05"), {"a": NOW}, False),
    ("F4", leaf("after", value=0), {"a": True}, False),
    ("F4", leaf("after", value=[0]), {"a": NOW}, False),
    # F5: and, or, not
    ("F5", {"and": []}, {}, True),
    ("F5", {"or": []}, {}, False),
    ("F5", {"not": {"or": []}}, {}, True),
    ("A3", {"and": [EQ_1, {"not": leaf("exists", property="b")}]}, {"a": 1}, True),
    ("A3", {"or": [EQ_1, leaf("exists", property="b")]}, {"b": 1}, True),
    ("A3", {"not": EQ_1}, {}, True),
]

# (tree, properties, attributes, trigger, expected)
WITH_OTHERS = [
    (leaf("eq", attribute="p.q"), {"a": 10}, {"p.q": "10"}, None, True),
    (leaf("eq", attribute="p"), {"a": "x"}, {"p": None}, None, False),
    (leaf("neq", attribute="p"), {"a": "x"}, {}, None, True),
    (leaf("in", attribute="p"), {"a": "x"}, {"p": '["x"]'}, None, False),
    (leaf("not_in", attribute="p"), {"a": "x"}, {"p": '["x"]'}, None, True),
    (leaf("contains", attribute="p"), {"a": ["x", "y"]}, {"p": "y"}, None, True),
    (leaf("contains", left="p", value="x"), {}, {"p": '["x"]'}, None, True),
    (leaf("contains", left="p", value="0"), {}, {"p": "10"}, None, True),
    (leaf("exists", left="p"), {}, {"p": ""}, None, True),
    (leaf("exists", left="p"), {"p": 1}, {"p": None}, None, False),
    (leaf("eq", left="p", value=True), {}, {"p": "true"}, None, True),
    (leaf("eq", left="p", trigger="a"), {}, {"p": "7"}, {"a": 7}, True),
    (leaf("eq", trigger="a"), {"a": "7"}, {}, {"a": 7}, True),
    (leaf("eq", trigger="a.b"), {"a": 1}, {}, {"a": {"b": 1}}, True),
    (leaf("eq", trigger="a"), {"a": 1}, {}, None, False),
    (leaf("neq", trigger="a"), {"a": 1}, {}, None, True),
    (leaf("in", trigger="a"), {"a": "7"}, {}, {"a": [7]}, True),
    (leaf("in", trigger="a"), {"a": 7}, {}, {"a": 7}, False),
    (leaf("not_in", trigger="a"), {"a": 7}, {}, {"a": None}, True),
]

DEEP = chain(Random(0), {"and": [EQ_1]}, 9)

UNREADABLE = [
    *("{", "null", "7", '"a"', "[]", "{}", " ", '{"and": [],}', '{"and": [NaN]}'),
    *('"\\ud83d"', '{"and": [], "and": []}'),
    '{"property": "plan", "operator": "exists", "operator": "exists"}',
    '{"property": "plan", "operator": "eq", "value": "\\ud83d"}',
    leaf("sounds_like", value=1),
    leaf("EQ", value=1),
    leaf("eq"),
    leaf("eq", value=1, trigger="a"),
    leaf("eq", value=1, attribute="a"),
    leaf("eq", value=1, note="x"),
    leaf("exists", value=1),
    leaf("in", value=1),
    leaf("in", value=None),
    leaf("not_in", value={}),
    leaf("eq", trigger=7),
    leaf("eq", property=7, value=1),
    leaf("eq", property=None, value=1),
    {"operator": "eq", "value": 1},
    {"and": EQ_1},
    {"and": [EQ_1], "or": [EQ_1]},
    {"or": [None]},
    {"not": [EQ_1]},
    {"not": EQ_1, "operator": "eq"},
    {"segment": "7"},
    {"and": [{"segment": 7}]},
    {"not": DEEP},
]

UNREADABLE_AUDIENCES = [
    EQ_1,
    leaf("exists"),
    leaf("eq", attribute="p"),
    leaf("eq", left="p", trigger="a"),
    {"segment": None},
    {"segment": True},
    {"segment": ["7"]},
    {"segment": "7", "operator": "eq"},
]


def answer(tree: object, facts: Facts, *, audience: bool = False) -> bool:
    return holds(read_tree(json.dumps(tree), audience=audience), facts)


@pytest.mark.parametrize(("rule", "tree", "event", "expected"), ON_EVENTS)
def test_filter_on_an_event(rule: str, tree: dict, event: object, expected: bool) -> None:
    assert answer(tree, Facts(event=event)) is expected, rule


@pytest.mark.parametrize(("tree", "event", "attributes", "trigger", "expected"), WITH_OTHERS)
def test_filter_with_attributes_and_trigger(tree, event, attributes, trigger, expected) -> None:
    facts = Facts(event=event, trigger=trigger, attributes=attributes)
    assert answer(tree, facts) is expected


@pytest.mark.parametrize("tree", UNREADABLE)
def test_unreadable_filter_is_refused(tree: object) -> None:
    text = tree if isinstance(tree, str) else json.dumps(tree)
    with pytest.raises(Unreadable):
        read_tree(text, audience=False)


@pytest.mark.parametrize("tree", UNREADABLE_AUDIENCES)
def test_unreadable_audience_is_refused(tree: dict) -> None:
    with pytest.raises(Unreadable):
        read_tree(json.dumps(tree), audience=True)


def test_filter_of_depth_ten_is_read() -> None:
    assert read_tree(json.dumps(DEEP), audience=False) == DEEP


@pytest.mark.parametrize("nothing", [None, ""])
def test_empty_text_is_no_filter(nothing: str | None) -> None:
    assert holds(read_tree(nothing, audience=False), Facts())


def test_a_number_beyond_a_double_is_beyond_all_others() -> None:
    assert answer(leaf("gt", value=10**400, property="total"), Facts(event={"total": 1})) is False
    assert answer(leaf("lt", value=10**400, property="total"), Facts(event={"total": 1}))
    assert answer(leaf("gt", value=-(10**400), property="total"), Facts(event={"total": 1}))


def test_segment_may_be_a_whole_number() -> None:
    facts = Facts(segments=frozenset({"7"}))
    assert answer({"segment": 7}, facts, audience=True)
    assert answer({"segment": "7"}, facts, audience=True)
    assert not answer({"segment": 8}, facts, audience=True)


@pytest.fixture(scope="module")
def worlds() -> list[dict]:
    return [random_world(seed, f"w{seed}") for seed in range(WORLDS)]


@pytest.fixture(scope="module")
def marts(worlds: list[dict]) -> list[dict]:
    return [evaluate(raw, SETTINGS) for raw in worlds]


def distribution(marts: list[dict], mart: str, column: str) -> Counter:
    """How often each value stands in a column of a mart, over many worlds."""
    return Counter(row[column] for each in marts for row in each[f"conversion_goals__{mart}"])


EVERYTHING = {
    ("deliveries", "reason"): (
        *("ineligible_type", "no_goal", "not_received", "converted", "already_matched"),
        *("window_open", "not_opened", "not_clicked", "superseded", "filter_failed"),
        *("arrived_late", "outside_window", "no_achievement"),
    ),
    ("achievements", "outcome"): (
        *("credited", "already_converted", "no_journey", "already_matched", "filter_failed"),
        *("no_touch", "outside_window"),
    ),
    ("journeys", "exit_status"): (
        *("exited_at_entry", "exited_early", "completed", "exit_due", "not_exited"),
    ),
    ("journeys", "exit_reason"): (None, "goal_achieved", "stopped_matching"),
    ("journeys", "conversion_status"): ("converted", "not_converted", "pending", "not_tracked"),
    ("rejected_rows", "source_table"): tuple(TABLES),
}


@pytest.mark.parametrize(("mart", "column"), EVERYTHING)
def test_every_value_occurs_often_in_random_worlds(marts, mart: str, column: str) -> None:
    found = distribution(marts, mart, column)
    assert set(found) == set(EVERYTHING[mart, column])
    assert min(found.values()) >= 10, found


def test_filters_pass_and_fail_in_filter_worlds() -> None:
    raw = joined(filter_world(seed, f"f{seed}") for seed in range(20))
    passes: dict[str, set[str]] = defaultdict(set)
    outcomes = evaluate(raw, SETTINGS)["conversion_goals__achievements"]
    operators = {
        (row["workspace_id"], row["campaign_id"]): json.loads(row["filter"]).get("operator")
        for row in raw["campaign_goals"]
        if row["filter"]
    }
    for row in outcomes:
        operator = operators.get((row["workspace_id"], row["campaign_id"]))
        passes[operator].add(row["outcome"])
    assert set(passes) == {None, *COMPARISONS, *PRESENCE}
    assert all(found == {"no_touch", "filter_failed"} for found in passes.values()), passes


def test_no_row_is_lost_between_raw_and_accepted(worlds, marts) -> None:
    for raw, each in zip(worlds, marts, strict=True):
        for row in each["conversion_goals__row_counts"]:
            parts = row["accepted"] + row["rejected"] + row["duplicates"]
            assert parts == row["raw_rows"] == len(raw[row["source_table"]])


def test_order_of_rows_and_company_of_other_workspaces_change_nothing(worlds, marts) -> None:
    some, rng = worlds[:40], Random(1)
    together = joined(some)
    for rows in together.values():
        rng.shuffle(rows)
    at_once = evaluate(together, SETTINGS)
    for mart in set(MARTS) - {"conversion_goals__row_counts"}:
        apart = [row for each in marts[: len(some)] for row in each[mart]]
        assert in_any_order(at_once[mart]) == in_any_order(apart), mart


@pytest.mark.parametrize("as_text", [True, False])
def test_written_world_reads_back_the_same(worlds, as_text: bool) -> None:
    raw = joined(worlds[:40]) if as_text else native(joined(worlds[:40]))
    connection = duckdb.connect()
    write_world(connection, raw, as_text=as_text)
    from_warehouse = {table: select_all(connection, table) for table in TABLES}
    expected = evaluate(raw, SETTINGS)
    for mart, rows in evaluate(from_warehouse, SETTINGS).items():
        assert in_any_order(rows) == in_any_order(expected[mart]), mart


def select_all(connection: duckdb.DuckDBPyConnection, table: str) -> list[dict]:
    cursor = connection.execute(f"select * from raw.{table}")
    columns = [column[0] for column in cursor.description]
    return [dict(zip(columns, row, strict=True)) for row in cursor.fetchall()]


def in_any_order(rows: list[dict]) -> list[str]:
    return sorted(str(row) for row in rows)
