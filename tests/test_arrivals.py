"""Incremental runs: whatever arrives when, after each run every mart equals the evaluator's."""

from random import Random

import pytest
from conftest import IS_LONG
from evaluator import Settings, evaluate
from worlds import joined, random_world

ROUNDS = 4 if IS_LONG else 1
WORLDS = 300 if IS_LONG else 200
RUNS = 6 if IS_LONG else 4


def split(world: dict, rng: Random, runs: int) -> list[dict]:
    """The rows of one world dealt to so many runs: nearly all to the first, then few at a time.

    Few, so that a run that misses somebody is not saved by other rows of the same person; small
    tables are as likely to be late as large ones.
    """
    rows = [(table, row) for table, table_rows in world.items() for row in table_rows]
    rng.shuffle(rows)
    parts: list[dict] = [{} for _ in range(runs)]
    for part in parts[1:]:
        for _ in range(rng.choice((0, 1, 1, 2, 3))):
            late = rng.choice(sorted({table for table, _ in rows}))
            table, row = rows.pop(next(i for i, (name, _) in enumerate(rows) if name == late))
            part.setdefault(table, []).append(row)
    for table, row in rows:
        parts[0].setdefault(table, []).append(row)
    return parts


@pytest.mark.parametrize("seed", range(ROUNDS))
def test_any_split_equals_the_evaluator_after_each_run(seed: int, warehouse) -> None:
    database = warehouse()
    first = 20_000 + seed * WORLDS
    rng = Random(seed)
    worlds = [random_world(number, f"w{number}") for number in range(first, first + WORLDS)]
    for parts in zip(*(split(world, rng, RUNS) for world in worlds), strict=True):
        database.arrive(joined(parts))
        database.build()
        assert database.differences(evaluate(database.raw, Settings())) == []
