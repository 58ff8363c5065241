"""The same rows on Postgres: a server of the tests' own, its text in a language's order."""

import json
import os
import re
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from importlib.metadata import version
from pathlib import Path
from random import Random

import checks
import duckdb
import pytest
from checks import if_asked_for, needs_published_data
from conversion_goals.bench_floor import DUCKDB_FLOOR, POSTGRES_FLOOR
from conversion_goals.bench_postgres import PostgresBench
from conversion_goals.bench_world import DAYS, World
from conversion_goals.cli import main
from conversion_goals.database import connected
from evaluator import Settings, evaluate
from platform_log import shop_rows, with_log
from postgres_server import Server, running_server
from postgres_warehouse import PostgresWarehouse, environment
from shared_data_test import DATA
from test_arrivals import goal, person_rows, purchase, split
from test_verdicts import cases_by_settings
from warehouse import IS_LONG, MODELS_ALONE, Raw, Warehouse
from world_tables import making_ids_numbers
from worlds import joined, random_world

OLDEST, NEWEST = 16, 18
WORLDS = 600 if IS_LONG else 60
DATABASE = Path("own")


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    with running_server(OLDEST) as started:
        yield started


@pytest.fixture(autouse=True, scope="module")
def _to_postgres(server: Server, tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Name the server to dbt's profile; another folder of dbt's files, as it parses per target."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("DBT_TARGET_PATH", str(tmp_path_factory.mktemp("target")))
        for name, value in environment(server, DATABASE).items():
            patch.setenv(name, value)
        yield


@pytest.fixture
def database(server: Server) -> PostgresWarehouse:
    """One name for all, so that dbt need not parse anew; each test's is new."""
    return PostgresWarehouse(DATABASE, server=server)


def test_server_orders_text_by_a_language(server: Server, database: PostgresWarehouse) -> None:
    """Else the order by bytes would prove nothing."""
    if not server.is_in_language_order:
        assert os.environ.get("CI") != "true", "localedef can make no locale here"
        pytest.skip("localedef can make no locale here")
    assert database.answer("select 'a' < 'B', 'a' < 'B' collate \"C\"") == [(True, False)]


def test_forms_answer_like_duckdbs(database: PostgresWarehouse) -> None:
    def answers(query: str, probes: list[tuple]) -> list[tuple]:
        with database.connected() as cursor:
            cursor.execute("create temporary table probes (kind text, one text, two text)")
            cursor.executemany("insert into probes values (%s, %s, %s)", probes)
            cursor.execute(query)
            return cursor.fetchall()

    checks.forms_answer_like_duckdbs("postgres", answers)


@pytest.mark.parametrize("shared", cases_by_settings().values(), ids=cases_by_settings())
def test_written_cases_hold(shared: list, database: PostgresWarehouse) -> None:
    checks.written_cases_hold(database, shared)


@if_asked_for
def test_written_cases_arrive_in_batches(database: PostgresWarehouse) -> None:
    checks.written_cases_arrive_in_batches(database)


def test_random_worlds_equal_the_evaluator_and_duckdb(
    database: PostgresWarehouse, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    rows = checks.random_rows(0, WORLDS)
    database.arrive(rows)
    database.build(arguments=())  # with the models' own tests
    assert database.differences(evaluate(database.raw, Settings())) == []
    monkeypatch.setenv("CONVERSION_GOALS_TARGET", "duckdb")
    monkeypatch.setenv("DBT_TARGET_PATH", str(tmp_path / "target"))
    on_duckdb = Warehouse(tmp_path / "own.duckdb")
    on_duckdb.arrive(rows)
    on_duckdb.build()
    checks.marts_equal_duckdbs(database, on_duckdb)


@if_asked_for
def test_native_columns_under_other_vars(database: PostgresWarehouse) -> None:
    """Ids too: whole numbers, in columns with decimals or without."""

    def make_ids_numbers() -> None:
        with database.connected() as cursor:
            for statement in making_ids_numbers(("bigint", "double precision", "numeric")):
                cursor.execute(statement)

    checks.native_columns_under_other_vars(database, WORLDS, make_ids_numbers)


def test_any_split_equals_the_evaluator_after_each_run(database: PostgresWarehouse) -> None:
    checks.any_split_equals_the_evaluator(database, WORLDS, runs=3)


@if_asked_for
def test_rows_that_are_gone_stop_the_run_with_a_sentence(database: PostgresWarehouse) -> None:
    database.arrive(checks.random_rows(70_000, 5))
    database.build()
    with database.connected() as cursor:
        cursor.execute("delete from raw.events")
    run = database.try_build()
    assert run.exit_code == 2
    assert "raw rows of events are gone since the last run" in " ".join(run.errors)


@if_asked_for
def test_killed_runs_are_repaired_by_the_next(database: PostgresWarehouse) -> None:
    rows = checks.random_rows(80_000, 40)
    first, later = split(rows, Random(1), 2)
    database.arrive(first)
    stopped = [stopped_at_work(database, "int_deliveries")]
    database.arrive(later)
    stopped += [stopped_at_work(database, "int_delivery_verdicts")]
    stopped += [stopped_at_work(database, "conversion_goals__achievements")]
    assert all(stopped)
    database.build()
    assert database.differences(evaluate(database.raw, Settings())) == []


@contextmanager
def build_at_work(database: PostgresWarehouse, query: str) -> Iterator[subprocess.Popen]:
    """A run of its own process that has come to a query like this, or to its end.

    It is killed if it is still at work when the block ends.
    """
    own = [sys.executable, "-m", "conversion_goals", "build", "--", *MODELS_ALONE]
    # One session asks all the time: its question is like the query too.
    is_there = (
        "select count(*) from pg_stat_activity where datname = current_database()"
        f" and pid <> pg_backend_pid() and query like '%{query}%'"
    )
    with (
        subprocess.Popen(own, stdout=subprocess.PIPE, stderr=subprocess.STDOUT) as run,
        database.connected() as cursor,
    ):
        give_up_at = time.monotonic() + 120
        seen = False
        try:
            while not seen and run.poll() is None:
                assert time.monotonic() < give_up_at
                cursor.execute(is_there)
                seen = cursor.fetchone() != (0,)
            yield run
        finally:
            run.kill()


def stopped_at_work(database: PostgresWarehouse, model: str) -> bool:
    """Start a run, and kill it as soon as it has come to a model."""
    with build_at_work(database, f'"{model}') as run:
        return run.poll() is None


def test_runs_that_overlap_leave_nothing_unseen(database: PostgresWarehouse) -> None:
    """Rows arrive behind the back of a run at work, and another one counts them."""
    rng = Random(5)
    worlds = (split(random_world(n, f"w{n}"), rng, 3) for n in range(90_000, 90_020))
    first, later, last = (joined(parts) for parts in zip(*worlds, strict=True))
    database.arrive(first)
    database.build()
    database.arrive(later)
    with database.connected() as cursor:
        cursor.execute("begin")
        # All may read it; the run waits where it would write.
        written = "main_conversion_goals_intermediate.int_deliveries"
        cursor.execute(f"lock table {written} in share mode")
        with build_at_work(database, 'delete from%"int_deliveries"') as run:
            database.arrive(last)
            database.build(arguments=("--select", "base_arrivals", *MODELS_ALONE))
            assert run.poll() is None
            cursor.execute("rollback")
            said = run.communicate()[0].decode()
    assert run.returncode == 0
    assert "another run began before this one came to its end" in said
    database.build()
    assert database.differences(evaluate(database.raw, Settings())) == []


def test_a_goal_that_arrives_before_the_counting_is_in_the_run(
    database: PostgresWarehouse,
) -> None:
    """What is counted as seen was read, by the tables of small raw tables too."""
    database.arrive(joined([person_rows("a"), purchase("a", "e", 5)]))
    database.build()
    with database.connected() as cursor:
        cursor.execute("begin")
        # The seed waits where it would be written, and the counting for the seed; what does not
        # wait for the counting goes on.
        cursor.execute("lock table main_conversion_goals_staging.output_types in share mode")
        with build_at_work(database, "truncate table%output_types") as run:
            time.sleep(5)
            database.arrive(goal(filter='{"property": "x", "operator": "not_exists"}'))
            cursor.execute("rollback")
            run.communicate()
    assert run.returncode == 0
    database.build()
    assert database.differences(evaluate(database.raw, Settings())) == []


def test_marts_answer_while_a_run_is_at_work(database: PostgresWarehouse) -> None:
    """One that has come to its marts has taken away none of the contract's."""
    database.arrive(checks.random_rows(91_100, 5))
    database.build()
    wanted = evaluate(database.raw, Settings())
    # It rests on views of the staging schema, like the views that show the working.
    del wanted["conversion_goals__time_to_convert"]
    marts = ("path:models/marts", "conversion_goals__near_misses+")
    database.build(arguments=(*MODELS_ALONE, *marts))
    assert database.differences(wanted) == []


def test_a_schema_that_is_gone_is_filled_again(database: PostgresWarehouse) -> None:
    """The marts that stay ask a table that is gone whom to make anew."""
    first, later = split(checks.random_rows(91_200, 10), Random(2), 2)
    database.arrive(first)
    database.build()
    database.arrive(later)
    with database.connected() as cursor:
        cursor.execute("drop schema main_conversion_goals_intermediate cascade")
    database.build()
    assert database.differences(evaluate(database.raw, Settings())) == []


def test_a_raw_table_may_be_a_materialized_view(database: PostgresWarehouse) -> None:
    database.arrive(checks.random_rows(91_000, 5))
    with database.connected() as cursor:
        cursor.execute("alter table raw.deliveries rename to landed")
        cursor.execute("create materialized view raw.deliveries as select * from raw.landed")
    database.build()
    assert database.differences(evaluate(database.raw, Settings())) == []


def test_json_deeper_than_the_server_reads_is_set_aside(database: PostgresWarehouse) -> None:
    """And only that: a long list, or brackets in a text, are not deep."""
    over_five = '{"property": "total", "operator": "gt", "value": 5}'
    long_list = ", ".join(['{"n": "\\"{[["}'] * 20_000)
    deep = '{"a": [' * 10_000 + "1" + "]}" * 10_000
    rows = joined([goal(filter=over_five), person_rows("a")])
    for number, properties in enumerate(
        (f'{{"list": [{long_list}], "total": 9}}', deep, "[" * 20_000)
    ):
        [event] = purchase("a", f"e{number}", 5)["events"]
        rows.setdefault("events", []).append(event | {"properties": properties})
    [unreadable] = goal(goal_version_id="deep", filter=deep)["campaign_goals"]
    rows["campaign_goals"].append(unreadable)
    database.arrive(rows)
    database.build({"as_of": "2026-06-01"})
    reason = "select delivery_id, reason, achievement_id from conversion_goals__deliveries"
    assert database.answer(reason) == [("da", "converted", "e0")]
    aside = "select source_key from conversion_goals__rejected_rows order by 1"
    assert database.answer(aside) == [("deep",), ("e1",), ("e2",)]


def test_role_that_reads_backslashes_otherwise_is_refused(
    server: Server, database: PostgresWarehouse, capsys: pytest.CaptureFixture[str]
) -> None:
    with database.connected() as cursor:
        cursor.execute(f"alter database {DATABASE} set standard_conforming_strings = off")
    run = database.try_build()
    assert run.exit_code == 2
    refused = "standard_conforming_strings is off for this role or database"
    assert refused in " ".join(run.errors)
    assert main(["doctor"]) == 1
    assert f"look: {refused}" in capsys.readouterr().out


def test_database_in_another_encoding_is_refused(
    server: Server,
    database: PostgresWarehouse,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    server.make_database(DATABASE.name, "encoding 'SQL_ASCII' locale 'C' template template0")
    (tmp_path / "people.csv").write_text("workspace_id,internal_customer_id\nw,p1\n")
    assert main(["load", str(tmp_path / "people.csv")]) == 2
    assert " is SQL_ASCII: conversion_goals needs a database in UTF8." in capsys.readouterr().err
    assert not database.answer("select 1 from pg_namespace where nspname = 'raw'")
    run = database.try_build()
    assert run.exit_code == 2
    assert "the encoding of this database is SQL_ASCII; conversion_goals needs one in UTF8" in (
        " ".join(run.errors)
    )
    assert main(["doctor"]) == 1
    versions, _profile, look, *_ = capsys.readouterr().out.splitlines()
    assert f", dbt-postgres {version('dbt-postgres')}, Postgres {OLDEST}." in versions
    assert look.startswith("look: the encoding of own on ")


def test_load_and_build_by_the_command_line(
    database: PostgresWarehouse, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    events = tmp_path / "events.ndjson"
    lines = [
        {"event_id": "e1", "name": "", "processed_at": "2026-01-01T02:00:00.25+02:00"},
        {"event_id": "e2", "name": None, "processed_at": "soon"},
        {"event_id": "e3", "name": 'a "b", c\n\\N', "processed_at": "2026-01-01"},
    ]
    events.write_text("\n".join(map(json.dumps, lines)), encoding="utf-8")
    (tmp_path / "people.csv").write_text("workspace_id,internal_customer_id,email_addr\nw,p1,\n")
    (tmp_path / "metrics.csv").write_text("workspace_id,delivery_id\nw,d1\n")
    assert main(["load", str(tmp_path), "--workspace", "w"]) == 2
    said = capsys.readouterr()
    assert "metrics.csv is refused: it lacks the key column event_id" in said.err
    assert "4 rows loaded into raw of own on " in said.out
    (tmp_path / "metrics.csv").write_text("event_id,metric,created_at\nm1,100% seen?,2026-01-01\n")
    assert main(["load", str(tmp_path), "--workspace", "w"]) == 0
    assert "already loaded" in capsys.readouterr().out
    assert database.answer("select event_id, name, loaded_at is null from raw.events") == [
        ("e1", "", False),
        ("e2", None, False),
        ("e3", 'a "b", c\n\\N', False),
    ]
    assert main(["build", "--", *MODELS_ALONE]) == 0
    said = " ".join(capsys.readouterr().out.split())
    assert "events 3 2 1 0" in said and "people 1 1 0 0" in said
    assert "database: own on " in said
    times = (
        "select event_id, processed_at from main_conversion_goals_staging.stg_customerio__events"
    )
    assert dict(database.answer(times)) == {
        "e1": datetime(2026, 1, 1, 0, 0, 0, 250_000),
        "e3": datetime(2026, 1, 1),
    }
    assert main(["build", "--", "--select", "metrics_are_known"]) == 0
    assert "\n  metric = 100% seen?, metrics = 1\n" in capsys.readouterr().out
    goals = tmp_path / "goals.yml"
    goals.write_text(
        "[{workspace_id: w, campaign_id: lost, goal_version_id: g, set_at: 2026-01-01}]"
    )
    assert main(["check", str(goals), "--target", "postgres"]) == 0
    lost = "campaign lost of workspace w is not among the campaigns of own on "
    assert lost in capsys.readouterr().out
    # Of tables without a row they speak too.
    report, findings = told(tmp_path / "report.html", capsys)
    assert report["cells"]["converted"] == []
    assert len(findings) > 20


@if_asked_for
def test_report_and_doctor_say_what_they_say_on_duckdb(
    database: PostgresWarehouse,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    rows = checks.random_rows(90_000, 25)
    rows["metrics"][0]["metric"] = ""  # empty is not null
    for row in rows["campaigns"]:
        row["name"] = f"{row['name']}\r\nand\ron"
    database.arrive(rows)
    database.build()
    on_postgres = told(tmp_path / "postgres.html", capsys)
    build_on_duckdb(rows, tmp_path, monkeypatch)
    report, findings = told(tmp_path / "duckdb.html", capsys)
    assert on_postgres == (report, findings)
    assert sum(report["cells"]["converted"]) > 5
    assert len(report["examples"]) > 20
    assert len(findings) > 20


def test_explain_says_what_it_says_on_duckdb(
    database: PostgresWarehouse,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    rows = checks.random_rows(95_000, 6)
    database.arrive(rows)
    database.build()
    things = database.answer(
        "select workspace_id, 'delivery', min(delivery_id) from conversion_goals__deliveries"
        " group by workspace_id, reason"
        " union select workspace_id, 'journey', min(journey_id) from conversion_goals__journeys"
        " group by 1"
        " union select workspace_id, 'person', min(person_id) from conversion_goals__journeys"
        " group by 1"
        " union select workspace_id, 'achievement', min(achievement_id)"
        " from conversion_goals__near_misses group by workspace_id, reason"
    )
    on_postgres = [explained(*thing, capsys) for thing in things]
    assert main(["explain", "nobody"]) == 2
    assert "There is no delivery, journey, person or achievement nobody" in capsys.readouterr().err
    build_on_duckdb(rows, tmp_path, monkeypatch)
    assert on_postgres == [explained(*thing, capsys) for thing in things]
    words = json.dumps(on_postgres)
    assert all(f" {phrase}" in words for phrase in ("nears", "is credited", "checkpoint", "holds"))
    assert len(things) > 30


@if_asked_for
def test_views_that_show_the_working_show_what_they_show_on_duckdb(
    database: PostgresWarehouse, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shops = [
        with_log(fault, shop_rows(7, fault, people=40))
        for fault in ("credit_by_journey", "careless")
    ]
    rows = joined([checks.random_rows(97_000, 12), *shops])
    database.arrive(rows)
    database.build(checks.SCENARIOS, MODELS_ALONE)
    on_duckdb = build_on_duckdb(rows, tmp_path, monkeypatch, checks.SCENARIOS)
    checks.workings_equal_duckdbs(database, on_duckdb)


def build_on_duckdb(
    rows: Raw,
    folder: Path,
    monkeypatch: pytest.MonkeyPatch,
    variables: Mapping[str, object] | None = None,
) -> Warehouse:
    """The same rows on DuckDB, to which the command line leads from now on."""
    monkeypatch.setenv("CONVERSION_GOALS_TARGET", "duckdb")
    monkeypatch.setenv("DBT_TARGET_PATH", str(folder / "target"))
    on_duckdb = Warehouse(folder / "own.duckdb")
    on_duckdb.arrive(rows)
    on_duckdb.build(variables, MODELS_ALONE)
    monkeypatch.setenv("CONVERSION_GOALS_DUCKDB_PATH", str(on_duckdb.database))
    return on_duckdb


def explained(workspace: str, kind: str, given_id: str, capsys: pytest.CaptureFixture[str]) -> dict:
    """The story of one thing."""
    assert main(["explain", given_id, "--workspace", workspace, "--kind", kind, "--json"]) == 0
    return json.loads(capsys.readouterr().out)


def told(page: Path, capsys: pytest.CaptureFixture[str]) -> tuple[dict, list[str]]:
    """The report's data, and the doctor's findings but for where it looked."""
    assert main(["report", "--output", str(page)]) == 0
    text = page.read_text(encoding="utf-8")
    data = re.search(r'<script [^>]*id="data"[^>]*>(.*?)</script>', text, re.DOTALL)
    capsys.readouterr()
    assert main(["doctor", "--all"]) == 1
    lines = capsys.readouterr().out.splitlines()
    findings = [line for line in lines if not line.startswith(("versions", "profile", "-"))]
    return json.loads(data[1]), [" ".join(line.split()) for line in findings]


def test_floor_of_the_benchmark_converts_what_duckdbs_does(tmp_path: Path) -> None:
    bench = PostgresBench(tmp_path, World(6_000), None)
    asked = "select delivery_id, campaign_id from verdicts where is_converted"
    try:
        counts = bench.make()
        with duckdb.connect(str(tmp_path / "world.duckdb")) as connection:
            connection.execute(DUCKDB_FLOOR)
            wanted = connection.execute(asked).fetchall()
        with connected(bench._database("world")) as cursor:
            cursor.execute(f"{POSTGRES_FLOOR}; {asked}")
            found = cursor.fetchall()
        bench.copy("world", "bench")
        bench.add_day("bench")
        with connected(bench._database("bench")) as cursor:
            cursor.execute("select count(*) from raw.deliveries where loaded_at > '2026-06-30'")
            [(day,)] = cursor.fetchall()
    finally:
        bench.close()
    assert sorted(found) == sorted(wanted)
    assert len(found) > 100
    assert counts["deliveries"] == 6_000
    assert day >= 6_000 // DAYS


@if_asked_for
def test_benchmark_leaves_no_database_behind(
    database: PostgresWarehouse, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    output = tmp_path / "figures.json"
    bench = ["bench", "--target", "postgres", "--deliveries", "1000", "--repeats", "1"]
    assert main([*bench, "--json", str(output)]) == 0
    figures = json.loads(output.read_text())
    assert all(step["seconds"]["median"] > 0 for step in figures["steps"].values())
    models = {row["model"]: row for row in figures["models"]["full"]}
    assert models["int_delivery_verdicts"]["rows"] >= 1000
    left = database.answer("select datname from pg_database where not datistemplate")
    assert sorted(left) == [("own",), ("postgres",)]
    assert main([*bench, "--memory-limit", "2GB"]) == 2
    assert "--memory-limit is DuckDB's" in capsys.readouterr().err


def test_load_refuses_raw_tables_of_another_pipeline(
    database: PostgresWarehouse, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    database.arrive({}, as_text=False)
    (tmp_path / "people.csv").write_text("workspace_id,internal_customer_id\nw,p1\n")
    assert main(["load", str(tmp_path)]) == 2
    assert "was made by another pipeline" in capsys.readouterr().err


def test_load_says_what_the_server_refuses(
    database: PostgresWarehouse,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    with database.connected() as cursor:
        cursor.execute("create role reader login")
    monkeypatch.setenv("CONVERSION_GOALS_POSTGRES_USER", "reader")
    (tmp_path / "people.csv").write_text("workspace_id,internal_customer_id\nw,p1\n")
    assert main(["load", str(tmp_path)]) == 2
    assert capsys.readouterr().err.startswith(
        "The raw schema raw cannot be made: Postgres says: permission denied for database own"
    )


def test_load_says_what_it_may_not_touch(
    database: PostgresWarehouse,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    with database.connected() as cursor:
        cursor.execute(
            "create role loader login; grant create on database own to loader;"
            " create schema raw; grant usage, create on schema raw to loader;"
            " create table raw._loaded_files (file_name text, sha256 text, table_name text,"
            " workspace_id text, rows bigint, loaded_at timestamp);"
            " grant select on raw._loaded_files to loader;"
            " create view raw.metrics as select 'm' as event_id;"
            " grant select on raw.metrics to loader"
        )
    monkeypatch.setenv("CONVERSION_GOALS_POSTGRES_USER", "loader")
    (tmp_path / "metrics.csv").write_text("workspace_id,event_id\nw,m1\n")
    (tmp_path / "people.csv").write_text("workspace_id,internal_customer_id\nw,p1\n")
    assert main(["load", str(tmp_path)]) == 2
    assert capsys.readouterr().err.splitlines() == [
        "metrics.csv is refused: raw.metrics is a view: load does not write into it; add the rows"
        " to what the view reads.",
        "people.csv is refused: Postgres says: permission denied for table _loaded_files",
    ]


@if_asked_for
@needs_published_data
def test_published_offers_equal_duckdbs(
    database: PostgresWarehouse, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert main(["load", str(DATA)]) == 0
    on_duckdb = Warehouse(tmp_path / "own.duckdb")
    checks.published_offers_equal_duckdbs(database, on_duckdb, monkeypatch)


@if_asked_for
def test_newest_server_builds_the_written_cases(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DBT_TARGET_PATH", str(tmp_path / "target"))
    [(_, shared), *_] = sorted(cases_by_settings().items(), key=lambda each: -len(each[1]))
    with running_server(NEWEST) as newest:
        for name, value in environment(newest, DATABASE).items():
            monkeypatch.setenv(name, value)
        checks.written_cases_hold(PostgresWarehouse(DATABASE, server=newest), shared)
