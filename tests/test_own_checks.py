"""The package's own data tests, which stop a `dbt build`: no raw row makes one of them fail, and
each of them finds what it is there for."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from random import Random

import duckdb
import pytest
from check_faults import Fault, faults_of
from evaluator import Settings, evaluate
from evaluator.tables import TABLES
from platform_log import shop_rows, with_log
from test_arrivals import in_workspace, split
from warehouse import Warehouse
from worlds import joined, random_world

START = datetime(2026, 3, 1)
LATER = START + timedelta(days=40)
AUDIENCE = """{"or": [
    {"segment": "s"}, {"attribute": "plan", "operator": "eq", "value": "pro"}
]}"""


def at(hour: float) -> datetime:
    return START + timedelta(hours=hour)


def world(loaded_at: datetime = START) -> dict:
    """A row in every raw table: p's journey with a message, and q's delivery in it."""
    person = {"internal_customer_id": "p"}
    delivery = {"subject_id": "j", "delivery_type": "webhook", "campaign_id": "c", "action_id": "m"}
    rows = {
        "people": [person],
        "campaigns": [{"campaign_id": "c"}],
        "campaign_goals": [
            {"goal_version_id": "g", "campaign_id": "c", "set_at": at(-1), "touch": "received"}
            | {"goal_type": "event", "event_name": "buy", "time_frame_seconds": 86400}
            | {"exit_setting": "goal_achieved_or_stops_matching"}
            | {"audience": AUDIENCE}
        ],
        "subjects": [
            {"subject_name": "j", **person, "campaign_id": "c", "started_campaign_at": at(0)}
            | {"event_id": "t"}
        ],
        "deliveries": [
            {"delivery_id": "d", **person, **delivery, "created_at": at(1)},
            {"delivery_id": "e", **delivery, "internal_customer_id": "q", "created_at": at(5)},
        ],
        "metrics": [
            {"event_id": "x", "delivery_id": "d", "metric": "delivered", "created_at": at(2)},
            {"event_id": "y", "delivery_id": None, "metric": "converted", "created_at": at(3)},
        ],
        "outputs": [
            {"output_id": "o", "subject_name": "j", "output_type": "exit", "created_at": at(6)}
        ],
        "events": [{"event_id": "b", **person, "name": "buy", "processed_at": at(3)}],
        "campaign_actions": [
            {"campaign_id": "c", "action_id": "m", "counts_conversions": True, "name": "hook"}
        ],
        "attributes": [
            {**person, "attribute_name": "plan", "attribute_value": "pro", "timestamp": at(4)}
        ],
        "segment_changes": [
            {"segment_id": "s", **person, "change": "entered", "changed_at": at(-1)}
        ],
    }
    return {table: [loaded(row, loaded_at) for row in own] for table, own in rows.items()}


def loaded(row: dict, loaded_at: datetime = START) -> dict:
    return {"workspace_id": "w", **row, "loaded_at": loaded_at}


def copies_without_ids(rows: dict, loaded_at: datetime = START) -> dict:
    """Each row once more for its workspace and for each column of its key, without its value."""
    return {
        table: [
            {**row, column: nothing, "loaded_at": loaded_at}
            for row in own
            for column in ("workspace_id", *TABLES[table].key)
            for nothing in (None, "")
        ]
        for table, own in rows.items()
    }


def only(rows: dict, *tables: str) -> dict:
    return {table: rows[table] for table in tables}


# What decides for others: the switch of an action, the first rows of a workspace (X5), a version.
DECIDING = ("campaign_actions", "attributes", "segment_changes", "campaign_goals")
COLONS = "colons"
UNDATED = "undated"


def rows_that_lack_key_or_workspace() -> list[dict]:
    """Run by run; the rows of the last come in two other parts of the raw tables."""
    whole = world()
    first = only(whole, *(table for table in whole if table not in DECIDING))
    return [
        joined([first, copies_without_ids(first)]),
        only(whole, *DECIDING),
        joined(copies_without_ids(whole, LATER + timedelta(days=days)) for days in (0, 40)),
    ]


def rows_without_arrival() -> dict:
    """Of a workspace none is accepted: it has no newest loaded_at, by which as_of would go."""
    rows = {
        table: [{**row, "loaded_at": None} for row in table_rows]
        for table, table_rows in world().items()
    }
    return in_workspace(UNDATED, rows)


def transitions_of_one_id() -> dict:
    """The contract's achievement_id joins ids by colons, which may stand in the ids too."""
    rows: dict = {"campaign_goals": [], "subjects": [], "deliveries": [], "metrics": []}
    rows["segment_changes"] = []
    for day, segment, person in ((0, "a:b", "c"), (1, "a", "b:c")):
        entered = at(24 * day)
        own = {"internal_customer_id": person, "campaign_id": "c"}
        goal = {"goal_version_id": f"g{day}", "campaign_id": "c", "set_at": entered}
        goal |= {"goal_type": "enters_segment", "segment_id": segment, "touch": "received"}
        goal |= {"time_frame_seconds": 7776000, "exit_setting": "never"}
        journey = {"subject_name": f"j{day}", **own, "started_campaign_at": entered}
        delivery = {"delivery_id": f"d{day}", **own, "subject_id": f"j{day}"}
        delivery |= {"delivery_type": "sms", "created_at": entered}
        metric = {"event_id": f"m{day}", "delivery_id": f"d{day}", "metric": "delivered"}
        change = {"segment_id": segment, "internal_customer_id": person, "change": "entered"}
        rows["campaign_goals"].append(loaded(goal))
        rows["subjects"].append(loaded(journey))
        rows["deliveries"].append(loaded(delivery))
        rows["metrics"].append(loaded({**metric, "created_at": entered}))
        rows["segment_changes"].append(loaded({**change, "changed_at": at(48)}))
    return in_workspace(COLONS, rows)


SCHEMAS = ("main", "main_conversion_goals_staging", "main_conversion_goals_intermediate")


@dataclass
class Built:
    """A database that passed all of its data tests in each of its runs."""

    differing: list[str]
    midway: Warehouse
    at_last: Warehouse
    # By name: each relation in SQL; each data test's SQL and the faults that it must find.
    relations: dict[str, str]
    checks: dict[str, tuple[str, list[Fault]]]


@pytest.fixture(scope="module")
def built(one_place, tmp_path_factory, dbt_target) -> Built:
    """Return rows without an id, workspace or arrival, ids with colons, random worlds and a shop
    with its platform's log, come in parts."""
    database = Warehouse(one_place / "own.duckdb")
    rng = Random(700)
    worlds = [random_world(seed, f"w{seed}") for seed in range(700, 780)]
    worlds.append(with_log("slack_counts", shop_rows(700, "slack_counts", people=40)))
    dealt = [split(world, rng, 3) for world in worlds]
    own = zip(rows_that_lack_key_or_workspace(), zip(*dealt, strict=True), strict=True)
    runs = [[rows, *parts] for rows, parts in own]
    runs[0] += [transitions_of_one_id(), rows_without_arrival()]
    runs.append([rows_without_arrival()])  # and nothing else: none that is accepted
    scenario = {"id": "g1 all along", "goal_version_id": "g1"}
    variables = {"conversion_goals_test_views": True, "conversion_goals_scenarios": [scenario]}
    differing = []
    for number, parts in enumerate(runs, start=1):
        database.arrive(joined(parts))
        database.build(variables, ("--exclude", "test_type:unit"))
        differing += database.differences(evaluate(database.raw, Settings()))
        if number == 2:
            midway = database.copied(tmp_path_factory.mktemp("midway"))
    at_last = database.copied(tmp_path_factory.mktemp("at_last"))
    database.database.unlink()
    return Built(differing, midway, at_last, *relations_and_checks(dbt_target))


def relations_and_checks(dbt_target: Path) -> tuple[dict, dict]:
    """By name, of the last run: each relation in SQL, each data test's SQL and faults."""
    written = max(dbt_target.glob("*/manifest.json"), key=lambda file: file.stat().st_mtime)
    nodes = json.loads(written.read_text())["nodes"].values()
    checks = {}
    for node in nodes:
        if node["resource_type"] == "test":
            generic = node.get("test_metadata") or {"name": "", "kwargs": {}}
            model = (node.get("attached_node") or "").split(".")[-1]
            faults = faults_of(node["name"], generic["name"], generic["kwargs"], model)
            checks[node["name"]] = node["compiled_code"], list(faults)
    return {node["name"]: node["relation_name"] for node in nodes}, checks


def test_no_row_that_may_come_fails_one(built) -> None:
    assert built.differing == []
    converted = "select count(*), count(distinct achievement_id) from conversion_goals__conversions"
    assert built.at_last.answer(f"{converted} where workspace_id = '{COLONS}'") == [(2, 1)]
    undated = "select count(*) from conversion_goals__deliveries where workspace_id = '{}'"
    assert built.at_last.answer(undated.format(UNDATED)) == [(0,)]


def test_each_finds_a_wrong_row(built) -> None:
    """For what each data test is about rows are made wrong, one by one: it must tell each."""
    unfound = []
    with duckdb.connect(str(built.midway.database)) as connection:
        connection.execute(f"set search_path = '{','.join(SCHEMAS)}'")
        make_tables_of_views(connection)
        for name, (sql, faults) in built.checks.items():
            counted = f"select count(*) from ({sql})"
            [(before,)] = connection.execute(counted).fetchall()
            for fault in faults:
                with made_wrong(connection, fault, built.relations[fault.model]):
                    [(after,)] = connection.execute(counted).fetchall()
                unfound += [(name, fault)] if after <= before else []
    assert len(built.checks) > 170
    assert unfound == []


def make_tables_of_views(connection: duckdb.DuckDBPyConnection) -> None:
    """Each view of the package becomes a table, in which a row can be wrong."""
    views = f"select schema_name, view_name from duckdb_views() where schema_name in {SCHEMAS}"
    for schema, view in connection.execute(f"{views} and not internal").fetchall():
        connection.execute(f'alter view "{schema}"."{view}" rename to "view of {view}"')
        connection.execute(f'create table "{schema}"."{view}" as from "{schema}"."view of {view}"')


@contextmanager
def made_wrong(
    connection: duckdb.DuckDBPyConnection, fault: Fault, relation: str
) -> Iterator[None]:
    """For as long as this lasts a relation has the fault."""
    connection.begin()
    try:
        [(changed,)] = connection.execute(fault.statement.format(table=relation)).fetchall()
        assert changed > 0, fault
        yield
    finally:
        connection.rollback()
