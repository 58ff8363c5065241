"""Incremental runs: whatever arrives when, after each run every mart equals the evaluator's."""

from random import Random

import pytest
from conftest import IS_LONG
from evaluator import Settings, evaluate
from worlds import joined, random_world

ROUNDS = 6 if IS_LONG else 2
WORLDS = 100 if IS_LONG else 60
RUNS = 5 if IS_LONG else 3


def split(rows: dict, rng: Random, runs: int) -> list[dict]:
    """The rows dealt to so many runs, the first of which gets the most."""
    parts: list[dict] = [{} for _ in range(runs)]
    for table, table_rows in rows.items():
        for row in table_rows:
            run = rng.choices(range(runs), [3] + [1] * (runs - 1))[0]
            parts[run].setdefault(table, []).append(row)
    return parts


@pytest.mark.parametrize("seed", range(ROUNDS))
def test_any_split_equals_the_evaluator_after_each_run(seed: int, warehouse) -> None:
    database = warehouse()
    first = 20_000 + seed * WORLDS
    worlds = joined(random_world(number, f"w{number}") for number in range(first, first + WORLDS))
    for part in split(worlds, Random(seed), RUNS):
        database.arrive(part)
        database.build()
        assert database.differences(evaluate(database.raw, Settings())) == []
