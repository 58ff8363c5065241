"""The same rows on Spark with Iceberg: a cluster of a master and two workers of the tests' own."""

import json
import os
import re
import time
from collections import Counter
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from random import Random

import checks
import pytest
from cases import with_prefix
from evaluator import Settings, evaluate
from spark_cluster import PARTITIONS, Cluster, running_cluster, session, why_not
from spark_warehouse import SCHEMA, SparkWarehouse
from test_arrivals import batches, split
from test_verdicts import CASES
from warehouse import MODELS_ALONE
from worlds import joined, random_world

AS_OF = datetime(2026, 6, 1)
RUNS = 3
WORLDS = 30
pytestmark = pytest.mark.skipif(
    os.environ.get("CONVERSION_GOALS_ENGINES") != "1", reason="asked for by --engines"
)


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

    checks.forms_answer_like_duckdbs("spark", answers)


def arrivals() -> list[dict]:
    """The written cases and random worlds, dealt to the runs."""
    plain = [case for case in CASES if not case.settings and case.as_of == AS_OF]
    in_batches = [list(batches(case)) for case in plain if case.batches]
    rng = Random(1)
    worlds = [split(random_world(seed, f"w{seed}"), rng, RUNS) for seed in range(WORLDS)]
    runs = [[parts[run] for parts in worlds] for run in range(RUNS)]
    runs[0] += [with_prefix(case) for case in plain if not case.batches]
    for parts in in_batches:
        for run, part in enumerate(parts):
            runs[min(run, RUNS - 1)].append(part)
    return [joined(parts) for parts in runs]


def test_each_run_equals_the_evaluator(cluster: Cluster, spark) -> None:
    database = SparkWarehouse(Path("own"), cluster=cluster, spark=spark)
    settings, given = Settings(as_of=AS_OF), {"as_of": str(AS_OF)}
    for run, rows in enumerate(arrivals()):
        database.arrive(rows)
        if run == 1:
            leave_as_killed(database, given)
        if run == RUNS - 1:
            spark.conf.set("spark.sql.adaptive.coalescePartitions.enabled", "false")
        database.build(given)
        assert database.differences(evaluate(database.raw, settings)) == []


def leave_as_killed(database: SparkWarehouse, given: dict) -> None:
    """What a run leaves that is killed between the deletion of its groups and their new rows."""
    unfinished = "conversion_goals__row_counts"
    run = database.try_build(given, (*MODELS_ALONE, "--exclude", unfinished, "test_type:unit"))
    assert run.exit_code == 0, run.errors
    verdicts = f"{SCHEMA}_conversion_goals_intermediate.int_delivery_verdicts"
    owners = f"{SCHEMA}_conversion_goals_intermediate.int_owners_to_rebuild"
    database.spark.sql(
        f"delete from {verdicts} where (workspace_id, 'person ' || person_id) in"
        f" (select workspace_id, owner_id from {owners} where is_replaced)"
    )


def test_no_window_is_in_one_place_and_the_work_is_spread(cluster: Cluster, spark) -> None:
    """By what the session noted of its runs so far."""
    plans, tasks_of_stage, tasks_of_executor = [], Counter(), Counter()
    for log in cluster.event_logs.iterdir():
        for line in log.read_text(encoding="utf-8").splitlines():
            event = json.loads(line)
            if "physicalPlanDescription" in event:
                plans.append(event["physicalPlanDescription"])
            if event["Event"] == "SparkListenerTaskEnd":
                tasks_of_stage[event["Stage ID"]] += 1
                tasks_of_executor[event["Task Info"]["Executor ID"]] += 1
    windows = [window for plan in plans for window in re.findall(r"windowspecdefinition\(.*", plan)]
    assert len(windows) > 100
    alone = r"windowspecdefinition\((specifiedwindowframe|[^,]* (ASC|DESC) NULLS)"
    assert [window[:200] for window in windows if re.match(alone, window)] == []
    assert len(tasks_of_executor) == 2
    assert min(tasks_of_executor.values()) > 0.2 * sum(tasks_of_executor.values())
    assert sum(tasks >= PARTITIONS for tasks in tasks_of_stage.values()) > 20
