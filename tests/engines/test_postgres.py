"""The same rows on Postgres: a server of the tests' own, its text in a language's order."""

import os
from collections.abc import Iterator
from pathlib import Path

import checks
import pytest
from evaluator import Settings, evaluate
from postgres_server import Server, running_server
from postgres_warehouse import PostgresWarehouse, environment
from test_verdicts import cases_by_settings
from warehouse import IS_LONG, Warehouse

OLDEST, NEWEST = 16, 18
WORLDS = 600 if IS_LONG else 90
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


def test_native_columns_under_other_vars(database: PostgresWarehouse) -> None:
    checks.native_columns_under_other_vars(database, WORLDS)


def test_any_split_equals_the_evaluator_after_each_run(database: PostgresWarehouse) -> None:
    checks.any_split_equals_the_evaluator(database, WORLDS, runs=4)
