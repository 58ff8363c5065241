"""What every engine must show: cases, random worlds, any order of arrival, the rows of DuckDB."""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import asdict
from datetime import datetime
from random import Random

import duckdb
import pytest
from cases import Case, check_expectations, with_prefix, without_prefix
from conversion_goals.cli import main
from evaluator import Settings, evaluate
from forms import PROBES, compiled
from shared_data_test import DATA
from test_arrivals import CASES as CASES_IN_BATCHES
from test_arrivals import batches, split
from warehouse import IS_LONG, MODELS_COMPARED, ON_ALL_ENGINES, Marts, Raw, Warehouse
from world_tables import numbered
from worlds import filter_world, joined, native, random_world

Maker = Callable[[], Warehouse]
MARTS = tuple(
    f"conversion_goals__{mart}"
    for mart in (
        *("deliveries", "journeys", "conversions", "achievements", "campaign_metrics"),
        *("message_metrics", "daily_metrics", "rejected_rows", "row_counts", "time_to_convert"),
    )
)
# The views that show the working, and what is counted beside the official figures.
WORKINGS = tuple(
    f"conversion_goals__{mart}"
    for mart in (
        *("agreement", "campaign_exit_checks", "double_credit", "exit_checks", "exit_settings"),
        *("goal_events", "near_misses", "reconciliation", "scenario_changes", "scenarios"),
    )
)
SCENARIOS = {
    "conversion_goals_scenarios": [
        {"id": "week", "time_frame_seconds": 604_800},
        {"id": "opened by people", "touch": "opened", "opens": "human"},
        {"id": "of the campaign", "credit": "campaign"},
    ]
}
# What takes minutes is not run by every ./scripts/test.
if_asked_for = pytest.mark.skipif(
    not (ON_ALL_ENGINES or IS_LONG), reason="run by ./scripts/test --engines"
)
needs_published_data = pytest.mark.skipif(
    not DATA.is_dir(), reason="the published data set is not here"
)
PUBLISHED_AS_OF = {"as_of": "2018-09-01"}


def random_rows(first_seed: int, worlds: int) -> Raw:
    """Random worlds and a few filter worlds, each a workspace of its own."""
    seeds = range(first_seed, first_seed + worlds)
    filters = range(first_seed, first_seed + max(1, worlds // 30))
    return joined(
        [
            *(random_world(seed, f"w{seed}") for seed in seeds),
            *(filter_world(seed, f"f{seed}") for seed in filters),
        ]
    )


def written_cases_hold(
    database: Warehouse, shared: list[Case], arguments: Sequence[str] = MODELS_COMPARED
) -> None:
    """All cases that share their settings, in one build."""
    first = shared[0]
    rows = joined(with_prefix(case) for case in shared)
    database.arrive(rows)
    database.build({"as_of": first.as_of and str(first.as_of), **first.settings}, arguments)
    wanted = evaluate(rows, Settings(as_of=first.as_of, **first.settings))
    marts = database.marts_like({mart: wanted[mart] for mart in MARTS})
    assert [
        line for case in shared for line in check_expectations(case, without_prefix(case, marts))
    ] == []


def written_cases_arrive_in_batches(database: Warehouse) -> None:
    settings = Settings(as_of=CASES_IN_BATCHES[0].as_of)
    arrivals = [list(batches(case)) for case in CASES_IN_BATCHES]
    for run in range(max(map(len, arrivals))):
        database.arrive(joined(parts[run] for parts in arrivals if run < len(parts)))
        database.build({"as_of": str(settings.as_of)})
        assert database.differences(evaluate(database.raw, settings)) == []


def any_split_equals_the_evaluator(database: Warehouse, worlds: int, runs: int) -> None:
    rng = Random(worlds)
    dealt = [
        split(random_world(seed, f"w{seed}"), rng, runs) for seed in range(50_000, 50_000 + worlds)
    ]
    for parts in zip(*dealt, strict=True):
        database.arrive(joined(parts))
        database.build()
        assert database.differences(evaluate(database.raw, Settings())) == []


def native_columns_under_other_vars(
    database: Warehouse, worlds: int, make_ids_numbers: Callable[[], None]
) -> None:
    settings = Settings(as_of=datetime(2026, 4, 1, 12, 30, 0, 250), count_machine_opens=False)
    database.arrive(numbered(native(random_rows(60_000, worlds))), as_text=False)
    make_ids_numbers()
    variables = {**asdict(settings), "as_of": str(settings.as_of)}
    database.build({name: variables[name] for name in ("as_of", "count_machine_opens")})
    assert database.differences(evaluate(database.raw, settings)) == []


def whole_marts(database: Warehouse, columns: dict[str, list[str]]) -> Marts:
    """Every mart, every column."""
    return {
        mart: [dict(zip(named, row, strict=True)) for row in database.mart(mart, named)]
        for mart, named in columns.items()
    }


def mart_columns(database: Warehouse, marts: Sequence[str] = MARTS) -> dict[str, list[str]]:
    """The columns that the marts have in DuckDB."""
    return {mart: [name for name, *_ in database.answer(f"describe {mart}")] for mart in marts}


def marts_equal_duckdbs(
    database: Warehouse, on_duckdb: Warehouse, empty: Sequence[str] = ()
) -> None:
    """Mart for mart, all columns, in any order: times to the microsecond, rates to 1e-12."""
    wanted = whole_marts(on_duckdb, mart_columns(on_duckdb))
    assert [mart for mart, rows in wanted.items() if not rows] == list(empty)
    assert database.differences(wanted) == []


def workings_equal_duckdbs(database: Warehouse, on_duckdb: Warehouse) -> None:
    """All columns of the views that show the working, in any order."""
    wanted = whole_marts(on_duckdb, mart_columns(on_duckdb, WORKINGS))
    assert [mart for mart, rows in wanted.items() if len(rows) < 3] == []
    assert Warehouse.differences(database, wanted) == []


def published_offers_equal_duckdbs(
    database: Warehouse,
    on_duckdb: Warehouse,
    monkeypatch: pytest.MonkeyPatch,
    arguments: Sequence[str] = MODELS_COMPARED,
) -> None:
    """`database` holds the published rows already; the other build is DuckDB's."""
    database.build(PUBLISHED_AS_OF, arguments)
    monkeypatch.setenv("CONVERSION_GOALS_TARGET", "duckdb")
    monkeypatch.setenv("DBT_TARGET_PATH", str(on_duckdb.database.parent / "target"))
    assert main(["load", str(DATA), "--database", str(on_duckdb.database)]) == 0
    on_duckdb.build(PUBLISHED_AS_OF)
    marts_equal_duckdbs(database, on_duckdb, empty=["conversion_goals__rejected_rows"])


def forms_answer_like_duckdbs(
    target: str,
    answers: Callable[[str, list[tuple]], list[tuple]],
    but_for: Sequence[tuple[str, str]] = (),
) -> None:
    """`answers` gives what the engine says to a query over a table `probes` of the given rows.

    `but_for` names the documents and paths that the engine is known to read otherwise.
    """
    with duckdb.connect() as connection:
        connection.execute("create table probes (kind varchar, one varchar, two varchar)")
        connection.executemany("insert into probes values (?, ?, ?)", PROBES)
        wanted = _but(but_for, connection.execute(compiled("duckdb")).fetchall())
    found = _but(but_for, answers(compiled(target), PROBES))
    assert found == wanted, (list(wanted - found), list(found - wanted))


def _but(known: Sequence[tuple[str, str]], rows: list[tuple]) -> Counter:
    return Counter(row for row in rows if (row[1], row[2]) not in known)
