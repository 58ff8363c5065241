"""Whole marts of the dbt build against the written cases and against the evaluator."""

from collections import defaultdict
from dataclasses import asdict
from datetime import datetime
from pathlib import Path

import duckdb
import pytest
from cases import check_expectations, read_cases, with_prefix, without_prefix
from evaluator import Settings, evaluate
from warehouse import IS_LONG
from world_tables import making_ids_numbers, numbered
from worlds import filter_world, joined, native, random_world

CASES = read_cases(Path(__file__).parent / "cases")
WORLDS = 1500 if IS_LONG else 250
FILTER_WORLDS = 40 if IS_LONG else 8


def cases_by_settings() -> dict[str, list]:
    """Cases that can share one build, by what they set."""
    together = defaultdict(list)
    for case in CASES:
        together[f"as_of {case.as_of}, {case.settings or 'defaults'}"].append(case)
    return together


@pytest.mark.parametrize("shared", cases_by_settings().values(), ids=cases_by_settings())
def test_written_cases_hold(shared, warehouse) -> None:
    first = shared[0]
    database = warehouse()
    rows = joined(with_prefix(case) for case in shared)
    database.arrive(rows)
    as_of = first.as_of and str(first.as_of)
    database.build({"as_of": as_of, **first.settings})
    marts = database.marts_like(evaluate(rows, Settings(as_of=first.as_of, **first.settings)))
    differences = [
        line for case in shared for line in check_expectations(case, without_prefix(case, marts))
    ]
    assert differences == []


def random_rows(first_seed: int) -> dict:
    """Many random worlds and some filter worlds, each a workspace of one set of raw tables."""
    return joined(
        [
            *(random_world(seed, f"w{seed}") for seed in range(first_seed, first_seed + WORLDS)),
            *(filter_world(seed, f"f{seed}") for seed in range(FILTER_WORLDS)),
        ]
    )


def test_random_worlds_equal_the_evaluator(warehouse) -> None:
    database = warehouse()
    database.arrive(random_rows(0))
    database.build()
    assert database.differences(evaluate(database.raw, Settings())) == []


def test_random_worlds_in_native_types_under_other_vars(warehouse) -> None:
    settings = Settings(as_of=datetime(2026, 4, 1, 12, 30, 0, 250), count_machine_opens=False)
    database = warehouse()
    database.arrive(native(random_rows(10_000)), as_text=False)
    variables = {**asdict(settings), "as_of": str(settings.as_of)}
    database.build({name: variables[name] for name in ("as_of", "count_machine_opens")})
    assert database.differences(evaluate(database.raw, settings)) == []


def test_whole_build_with_its_own_tests_passes_on_random_worlds(warehouse) -> None:
    database = warehouse()
    database.arrive(joined(random_world(seed, f"w{seed}") for seed in range(60)))
    database.build({"conversion_goals_test_views": True}, arguments=())


def test_absent_tables_and_columns_are_empty_and_null(warehouse) -> None:
    worlds = joined(random_world(seed, f"w{seed}") for seed in range(60))
    absent = ("people", "outputs", "attributes", "metrics.machine")
    database = warehouse()
    database.arrive(worlds)
    database.build({"conversion_goals_absent": list(absent)})
    assert database.differences(evaluate(worlds, Settings(absent=absent))) == []


def test_an_address_stays_in_the_raw_table_but_for_a_rejected_row(warehouse) -> None:
    database = warehouse()
    person = {"workspace_id": "w", "email_addr": "p@shop.example", "loaded_at": "2026-03-01"}
    database.arrive({"people": [{**person, "internal_customer_id": key} for key in ("p", "p", "")]})
    database.build()
    tables = database.answer(
        "select table_schema || '.' || table_name from information_schema.tables"
        " where table_type = 'BASE TABLE' and table_schema <> 'raw'"
    )
    holding = {
        table
        for (table,) in tables
        if database.answer(f"select 1 from {table} as r where r::text like '%@shop.example%'")
    }
    assert {table.rpartition(".")[2] for table in holding} == {"base_rejected_rows"}


def test_a_users_own_raw_columns_meet_no_name_of_a_model(warehouse) -> None:
    worlds = joined(random_world(seed, f"w{seed}") for seed in range(20))
    database = warehouse()
    database.arrive(worlds)
    with duckdb.connect(str(database.database)) as connection:
        for table in worlds:
            for column in ("position", "copies", "loaded_hour", "rejection_reason", "person_id"):
                connection.execute(f"alter table raw.{table} add column {column} text default '2'")
    database.build()
    assert database.differences(evaluate(worlds, Settings())) == []


def test_whole_build_with_its_own_tests_passes_where_ids_are_numbers(warehouse) -> None:
    """Other types in each table, as tools write a column of whole numbers with nulls in it."""
    database = warehouse()
    database.arrive(numbered(joined(random_world(seed, f"w{seed}") for seed in range(3000, 3040))))
    with duckdb.connect(str(database.database)) as connection:
        for statement in making_ids_numbers(("bigint", "double", "decimal(18, 2)")):
            connection.execute(statement)
    database.build(arguments=())
    assert database.differences(evaluate(database.raw, Settings())) == []
