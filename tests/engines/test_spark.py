"""The same rows on Spark with Iceberg: a cluster of a master and two workers of the tests' own."""

import os
import time
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from random import Random

import checks
import pytest
from cases import Case, with_prefix
from evaluator import Settings, evaluate
from forms import DOCUMENTS
from shared_data_test import DATA
from spark_cluster import PARTITIONS, Cluster, running_cluster, session, why_not
from spark_log import read_log
from spark_warehouse import MODELS_OF_THE_CONTRACT, SCHEMA, SparkWarehouse
from test_arrivals import batches, split
from test_verdicts import CASES, cases_by_settings
from warehouse import IS_LONG, MODELS_ALONE, Warehouse
from worlds import filter_world, joined, random_world

AS_OF = datetime(2026, 6, 1)
RUNS = 3 if IS_LONG else 2
WORLDS = 60
FILTER_WORLDS = 2
pytestmark = checks.if_asked_for
INTERMEDIATE = f"{SCHEMA}_conversion_goals_intermediate"


@pytest.fixture(scope="module")
def cluster() -> Iterator[Cluster]:
    missing = why_not()
    if missing:
        assert os.environ.get("CI") != "true", missing
        pytest.skip(missing)
    with running_cluster() as started:
        yield started


@pytest.fixture(scope="module")
def spark(cluster: Cluster, tmp_path_factory: pytest.TempPathFactory) -> Iterator:
    """The session, which dbt finds in this process; Python reads its times in UTC too."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("TZ", "UTC")
        time.tzset()
        patch.setenv("DBT_TARGET_PATH", str(tmp_path_factory.mktemp("target")))
        patch.setenv("CONVERSION_GOALS_TARGET", "spark")
        patch.setenv("CONVERSION_GOALS_SCHEMA", SCHEMA)
        with session(cluster) as started:
            yield started
    time.tzset()


def test_forms_answer_like_duckdbs(spark) -> None:
    def answers(query: str, probes: list[tuple]) -> list[tuple]:
        rows = spark.createDataFrame(probes, "kind string, one string, two string").coalesce(1)
        rows.createOrReplaceTempView("probes")
        return [tuple(row) for row in spark.sql(query).collect()]

    numbers = next(document for document in DOCUMENTS if "1e400" in document)
    checks.forms_answer_like_duckdbs("spark", answers, but_for=[(numbers, "g")])


def shares_settings(case: Case) -> bool:
    """Whether a case can share the builds of most others."""
    return not case.settings and case.as_of == AS_OF


def arrivals() -> list[dict]:
    """The written cases that share their settings and random worlds, dealt to the runs."""
    plain = [case for case in CASES if shares_settings(case)]
    in_batches = [list(batches(case)) for case in plain if case.batches]
    rng = Random(1)
    worlds = [random_world(seed, f"w{seed}") for seed in range(WORLDS)]
    worlds += [filter_world(seed, f"f{seed}") for seed in range(FILTER_WORLDS)]
    dealt = [split(world, rng, RUNS) for world in worlds]
    runs = [[parts[run] for parts in dealt] for run in range(RUNS)]
    runs[0] += [with_prefix(case) for case in plain if not case.batches]
    for parts in in_batches:
        for run, part in enumerate(parts):
            runs[min(run, RUNS - 1)].append(part)
    return [joined(parts) for parts in runs]


def test_each_run_equals_the_evaluator(cluster: Cluster, spark) -> None:
    """The second mends a killed one; a third, by --long, makes and compares every mart."""
    database = SparkWarehouse(Path("own"), cluster=cluster, spark=spark)
    settings, given = Settings(as_of=AS_OF), {"as_of": str(AS_OF)}
    for run, rows in enumerate(arrivals()):
        database.arrive(rows)
        if run == 1:
            leave_as_killed(database, rows)
        is_whole = run == 2
        database.build(given, MODELS_ALONE if is_whole else MODELS_OF_THE_CONTRACT)
        wanted = evaluate(database.raw, settings)
        made = wanted if is_whole else checks.MARTS
        assert database.differences({mart: wanted[mart] for mart in made}) == []


def leave_as_killed(database: SparkWarehouse, arrived: dict) -> None:
    """What a run leaves that is killed after the deletion of a model's groups: they are missing."""
    people = {(row["workspace_id"], row["internal_customer_id"]) for row in arrived["subjects"]}
    named = ", ".join(f"('{workspace}', '{person}')" for workspace, person in people if person)
    verdicts = f"{INTERMEDIATE}.int_delivery_verdicts"
    before = database.answer(f"select count(*) from {verdicts}")
    database.spark.sql(f"delete from {verdicts} where (workspace_id, person_id) in ({named})")
    assert database.answer(f"select count(*) from {verdicts}") < before


@pytest.mark.parametrize(
    "shared", [cases for cases in cases_by_settings().values() if not shares_settings(cases[0])]
)
def test_written_cases_under_other_settings_hold(shared: list, cluster: Cluster, spark) -> None:
    database = SparkWarehouse(Path("own"), cluster=cluster, spark=spark)
    checks.written_cases_hold(database, shared, MODELS_OF_THE_CONTRACT)


@checks.needs_published_data
def test_published_offers_equal_duckdbs(
    cluster: Cluster, spark, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    database = SparkWarehouse(Path("own"), cluster=cluster, spark=spark)
    database.arrive_as_files(DATA)
    on_duckdb = Warehouse(tmp_path / "own.duckdb")
    checks.published_offers_equal_duckdbs(database, on_duckdb, monkeypatch, MODELS_OF_THE_CONTRACT)


def test_no_window_is_in_one_place_and_the_work_is_spread(cluster: Cluster, spark) -> None:
    """By what the session noted of its runs so far."""
    log = read_log(cluster.event_logs)
    assert log.windows > 100
    assert log.windows_without_a_key == []
    spark.sql("select row_number() over (order by id) from range(9)").collect()
    assert len(read_log(cluster.event_logs).windows_without_a_key) == 1  # it would be seen
    # One place only ever adds up one row of each task.
    assert log.gathered_in_one_place <= {"HashAggregate without keys", "LocalLimit"}
    assert len(log.tasks_of_executor) == 2
    assert min(log.tasks_of_executor.values()) > 0.2 * sum(log.tasks_of_executor.values())
    assert sum(tasks >= PARTITIONS for tasks in log.tasks_of_stage.values()) > 10
