"""`replay`: slice by slice equals one full build, or the rows that differ are shown."""

import hashlib
from collections.abc import Mapping, Sequence
from pathlib import Path

import duckdb
import pytest
from calls import Command, Outcome, query
from conversion_goals import replay
from conversion_goals.dbt_run import DbtRun
from conversion_goals.mart_differences import compare_marts
from conversion_goals.project import Project, find_project
from conversion_goals.raw_slices import copy_slice, find_raw, find_slices, make_raw_tables
from worlds import joined, native, random_world, write_world

MART = "conversion_goals__conversions"
MARTS = Path(__file__).resolve().parents[2] / "models" / "marts"


@pytest.fixture
def arrived(database: Path) -> Path:
    """A database of random worlds, native columns but for text in one table's loaded_at."""
    worlds = native(joined(random_world(seed, f"w{seed}") for seed in range(400, 410)))
    with duckdb.connect(str(database)) as connection:
        write_world(connection, worlds)
        connection.execute("alter table raw.metrics alter loaded_at set data type varchar")
        connection.execute(
            "insert into raw.metrics (workspace_id, event_id, loaded_at)"
            " values ('w400', 'unreadable', 'soon'), ('w400', 'missing', null)"
        )
    return database


@pytest.fixture
def spread(database: Path) -> Path:
    """Rows of two tables over three days, several at one moment, and some unreadable."""
    with duckdb.connect(str(database)) as connection:
        connection.execute(
            "create schema raw; create table raw.events as select i as event_id,"
            " timestamp '2026-01-01' + interval (i // 3 * 5) hour as loaded_at from range(30) r(i)"
        )
        connection.execute(
            "create table raw.metrics as select i as event_id, case when i % 9 = 0 then 'soon'"
            " when i % 7 > 0 then '2026-01-0' || (i % 3 + 1) || 'T05:00:00Z' end as loaded_at"
            " from range(12) r(i)"
        )
    return database


def replayed(run: Command, database: Path, *arguments: object) -> Outcome:
    return run("replay", "--database", database, *arguments)


def test_slice_by_slice_equals_one_full_build(run: Command, arrived: Path) -> None:
    before = hashlib.sha256(arrived.read_bytes()).hexdigest()
    outcome = replayed(run, arrived, "--slices", 2)
    assert outcome.code == 0, outcome.out
    lines = outcome.out.splitlines()
    marts = [line for line in lines if line.startswith("  conversion_goals__")]
    compared = {line.split()[0] for line in marts}
    assert compared == {model.stem for model in MARTS.glob("conversion_goals__*.sql")}
    assert all("equal: " in line for line in marts)
    assert "in 2 slices: slice by slice gives the same marts" in lines[-1]
    assert hashlib.sha256(arrived.read_bytes()).hexdigest() == before


def project_of(database: Path) -> Project:
    return find_project(database=str(database))


@pytest.mark.parametrize(("number", "unit"), [(2, None), (7, None), (5, "day"), (5, "hour")])
def test_each_row_is_in_one_slice_and_rows_of_one_moment_share_it(
    spread: Path, tmp_path: Path, number: int, unit: str | None
) -> None:
    raw = find_raw(project_of(spread))
    slices = find_slices(raw, number, unit)
    assert len(slices) == {None: number, "day": 3, "hour": 12}[unit]
    assert [one.after for one in slices] == [None, *(one.until for one in slices[:-1])]
    scratch = project_of(tmp_path / "scratch.duckdb")
    make_raw_tables(raw, scratch)
    for one in slices:
        copy_slice(raw, scratch, one)
        copied = query(scratch.duckdb_file(), "from raw.events union all by name from raw.metrics")
        assert len(copied) == sum(each.rows for each in slices[: slices.index(one) + 1])
    for table in raw.tables:
        rows = f"select * from raw.{table} order by all"
        assert query(scratch.duckdb_file(), rows) == query(spread, rows)


def test_rows_whose_arrival_does_not_read_are_in_the_first_slice(
    spread: Path, tmp_path: Path
) -> None:
    raw = find_raw(project_of(spread))
    scratch = project_of(tmp_path / "scratch.duckdb")
    make_raw_tables(raw, scratch)
    copy_slice(raw, scratch, find_slices(raw, 50)[0])
    unreadable = "select count(*) from raw.metrics where coalesce(loaded_at, 'soon') = 'soon'"
    assert query(scratch.duckdb_file(), unreadable) == query(spread, unreadable) != [(0,)]


def test_a_mart_is_compared_both_ways_with_nulls_repeats_and_all_columns(tmp_path: Path) -> None:
    files = [tmp_path / "first.duckdb", tmp_path / "second.duckdb"]
    for file, rows in zip(
        files,
        (
            "('a', null, 0.5), ('b', 1, null), ('b', 1, null)",
            "('a', null, 0.5), ('b', 1, null), ('c', 2, 0.1)",
        ),
        strict=True,
    ):
        with duckdb.connect(str(file)) as connection:
            connection.execute(f"create table rows as from (values {rows}) as rows(id, n, rate)")
            connection.execute("create view mart as from rows")
    [compared] = compare_marts({"m": "first.mart"}, {"m": "second.mart"}, files, 5)
    assert (compared.rows, compared.only_first, compared.only_second) == (3, 1, 1)
    assert compared.shown_first == ('{"id":"b","n":1,"rate":null}',)
    assert compared.shown_second == ('{"id":"c","n":2,"rate":0.1}',)
    [same] = compare_marts({"m": "first.mart"}, {"m": "first.rows"}, files[:1], 5)
    assert same.is_equal


def forgetful_build(project: Project, _: Mapping, arguments: Sequence[str]) -> DbtRun:
    """A build that loses events e7 and up unless it is a full refresh."""
    lost = "" if "--full-refresh" in arguments else "where event_id < 'e7'"
    with duckdb.connect(str(project.database)) as connection:
        connection.execute(
            f"create or replace table {MART} as select event_id from raw.events {lost}"
        )
    return DbtRun(relations={MART: f"{project.duckdb_file().stem}.main.{MART}"})


@pytest.fixture
def losing(database: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Ten events, of which a broken incremental build loses three."""
    monkeypatch.setattr(replay, "build", forgetful_build)
    with duckdb.connect(str(database)) as connection:
        connection.execute(
            "create schema raw; create table raw.events as select 'e' || i as event_id,"
            " timestamp '2026-01-01' + interval (i) hour as loaded_at from range(10) r(i)"
        )
    return database


def test_differing_rows_are_shown_and_counted(run: Command, losing: Path) -> None:
    outcome = replayed(run, losing, "--limit", 2)
    assert outcome.code == 1
    assert outcome.out.splitlines()[1:] == [
        f"  {MART}  differs: 0 rows only slice by slice, 3 rows only in one full build",
        '    only in one full build: {"event_id":"e7"}',
        '    only in one full build: {"event_id":"e8"}',
        "    only in one full build: 1 more (see --limit)",
        "10 rows in 5 slices: slice by slice gives other marts than one full build,"
        " after the last slice.",
    ]


def test_each_compares_after_every_slice_and_keep_leaves_the_databases(
    run: Command, losing: Path, tmp_path: Path
) -> None:
    kept = tmp_path / "kept"
    outcome = replayed(run, losing, "--each", "--by", "hour", "--keep", kept)
    assert outcome.code == 1
    assert outcome.out.count("every mart is equal") == 7
    assert outcome.out.count("differs: ") == 3
    assert query(kept / "replay_whole.duckdb", "select count(*) from raw.events") == [(10,)]
    again = replayed(run, losing, "--keep", kept)
    assert again.code == 2
    assert "is there already: name another folder." in again.err


def refusal(run: Command, *arguments: object) -> str:
    outcome = run("replay", *arguments)
    assert outcome.code == 2
    [sentence] = outcome.err.splitlines()
    return sentence


def test_what_cannot_be_replayed_is_told_in_one_sentence(
    run: Command, losing: Path, tmp_path: Path
) -> None:
    nowhere = tmp_path / "nowhere.duckdb"
    assert refusal(run, "--database", nowhere) == (
        f"There is no database {nowhere}: name another with --database."
    )
    own = ("--database", losing)
    elsewhere = refusal(run, *own, "--vars", "conversion_goals_raw_schema: other")
    assert elsewhere.startswith("There is no schema other with raw tables in ")
    assert refusal(run, *own, "--slices", 1).startswith("--slices must be 2 or more")
    one_day = refusal(run, *own, "--by", "day")
    assert one_day.endswith(
        "are one slice by loaded_at: cut finer with --slices or --by hour: there is nothing to"
        " replay."
    )


def test_a_locked_database_is_told(run: Command, locked: Path) -> None:
    assert "is locked by process" in refusal(run, "--database", locked)
