"""What `build` says before dbt starts: one sentence that names what is missing and what to do."""

import re
from pathlib import Path

import duckdb
import pytest
from calls import PEOPLE, Command
from conversion_goals.mistake import Mistake
from conversion_goals.project import find_project
from conversion_goals.variables import read_vars


@pytest.fixture
def loaded(run: Command, tmp_path: Path, database: Path) -> Path:
    (tmp_path / "people.csv").write_text(PEOPLE)
    run("load", tmp_path, "--database", database)
    return database


def change(database: Path, statement: str) -> None:
    with duckdb.connect(str(database)) as connection:
        connection.execute(statement)


def refusal(run: Command, *arguments: object) -> str:
    outcome = run("build", *arguments)
    assert outcome.code == 2
    [sentence] = outcome.err.splitlines()
    return sentence


def test_a_database_that_is_not_there(run: Command, database: Path) -> None:
    assert refusal(run, "--database", database).startswith(f"There is no database {database}: ")
    assert not database.exists()


def test_a_folder_in_place_of_a_database(run: Command, tmp_path: Path) -> None:
    sentence = refusal(run, "--database", tmp_path)
    assert sentence.startswith(f"{tmp_path} is a folder, not a database: ")


def test_a_raw_schema_that_is_not_there(run: Command, loaded: Path) -> None:
    sentence = refusal(
        run, "--database", loaded, "--vars", "conversion_goals_raw_schema: customerio"
    )
    assert sentence.startswith(f"There is no schema customerio with raw tables in {loaded}: ")


def test_a_database_locked_by_another_process(run: Command, locked: Path) -> None:
    assert "is locked by process" in refusal(run, "--database", locked)


def test_a_file_that_is_no_database(run: Command, tmp_path: Path) -> None:
    path = tmp_path / "notes.txt"
    path.write_text("no database" * 1000)
    assert "is no DuckDB database" in refusal(run, "--database", path)


@pytest.mark.parametrize(
    ("statement", "given", "says"),
    [
        (
            "drop table raw.people; alter table raw.metrics drop machine",
            "{}",
            "raw schema 'raw' lacks metrics.machine, people; if you do not have them, declare the"
            " var conversion_goals_absent: [metrics.machine, people]",
        ),
        (
            "drop table raw.people; alter table raw.metrics drop machine",
            "conversion_goals_absent: [people]",
            "lacks metrics.machine; if you do not have them, declare the var"
            " conversion_goals_absent: [people, metrics.machine]",
        ),
        (
            "drop table raw.people; drop table raw.outputs; drop table raw.subjects; drop table"
            " raw.attributes; drop table raw.segment_changes; drop table raw.campaigns; drop table"
            " raw.campaign_actions; drop table raw.campaign_goals; alter table raw.metrics drop"
            " machine; alter table raw.metrics drop proxied; alter table raw.metrics drop"
            " prefetched",
            "{}",
            "raw schema 'raw' lacks metrics.proxied, metrics.prefetched, metrics.machine,",
        ),
        (
            "select 1",
            "conversion_goals_events_table: evts",
            "raw schema 'raw' lacks events (evts by the var conversion_goals_events_table); if you",
        ),
        (
            "alter table raw.deliveries drop content_id",
            "{}",
            "raw schema 'raw' lacks deliveries.content_id: every column of the raw contract must",
        ),
        (
            "select 1",
            "conversion_goals_absent: people",
            "var conversion_goals_absent is 'people'; allowed is a list of raw tables and",
        ),
        (
            "select 1",
            "conversion_goals_absent: [peple]",
            "var conversion_goals_absent names 'peple'; allowed are deliveries, metrics, ",
        ),
        (
            "select 1",
            "conversion_goals_test_views: 1",
            "var conversion_goals_test_views is '1'; allowed is true or false",
        ),
    ],
)
def test_what_the_package_refuses_is_one_sentence(
    run: Command, loaded: Path, statement: str, given: str, says: str
) -> None:
    change(loaded, statement)
    outcome = run("build", "--database", loaded, "--vars", given)
    assert outcome.code == 2
    _, sentence = outcome.err.splitlines()
    assert says in sentence


@pytest.mark.parametrize(
    ("given", "says"),
    [
        ("{as_of: ", "--vars is no YAML: "),
        ("{as_of: 2026-02-30}", "--vars is no YAML: day is out of range for month"),
        ("[as_of]", "--vars must be a YAML mapping"),
        (
            "as_off: 2026-01-01",
            "--vars names as_off, which the package does not have: it has as_of,",
        ),
    ],
)
def test_bad_vars(run: Command, loaded: Path, given: str, says: str) -> None:
    assert says in refusal(run, "--database", loaded, "--vars", given)


@pytest.mark.parametrize("command", [("build",), ("replay",), ("forget", "p1", "--yes")])
def test_as_of_has_one_value(run: Command, loaded: Path, command: tuple[str, ...]) -> None:
    place = (*command, "--database", loaded, "--vars", "{as_of: 2026-02-01}")
    outcome = run(*place, "--as-of", "2026-03-01")
    assert (outcome.code, outcome.err) == (
        2,
        "--as-of is 2026-03-01 and as_of in --vars is 2026-02-01: give one of them, or the same"
        " time.\n",
    )


@pytest.mark.parametrize("other", ["2026-02-01", "2026-02-01T02:00:00+02:00", "null"])
def test_the_same_as_of_may_stand_twice(other: str) -> None:
    assert read_vars(f"as_of: {other}", "2026-02-01") == {"as_of": "2026-02-01"}


def test_the_profile_and_the_environment_name_the_database(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    project = find_project()
    assert project.database == project.folder / "conversion_goals.duckdb"
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("CONVERSION_GOALS_DUCKDB_PATH", "here.duckdb")
    assert find_project().database == tmp_path / "here.duckdb"
    assert find_project(database="there.duckdb").database == tmp_path / "there.duckdb"


def test_another_project_and_profile_are_taken_as_they_are(tmp_path: Path) -> None:
    (tmp_path / "dbt_project.yml").write_text(
        "name: shop\nprofile: shop\nvars:\n  conversion_goals:\n"
        "    conversion_goals_raw_schema: customerio\n"
    )
    (tmp_path / "profiles.yml").write_text(
        "shop:\n  target: dev\n  outputs:\n    dev: {type: duckdb, path: shop.duckdb}\n"
    )
    project = find_project(project_dir=str(tmp_path))
    assert project.raw_schema == "customerio"
    assert project.database == tmp_path / "shop.duckdb"
    with pytest.raises(Mistake, match="--database has no effect"):
        find_project(project_dir=str(tmp_path), database="other.duckdb")
    with pytest.raises(Mistake, match="has no target prod in profile shop: it can be dev"):
        find_project(project_dir=str(tmp_path), target="prod")


@pytest.mark.parametrize(
    ("profiles", "says"),
    [
        ("shop:", "has no outputs in profile shop"),
        ("shop: {outputs: {}}", "has no outputs in profile shop"),
        ("shop: {outputs: [dev]}", "has no outputs in profile shop"),
        ("shop: {target: dev, outputs: {dev: }}", "has no type for target dev in profile shop"),
        (
            "shop: {target: dev, outputs: {dev: {type: duckdb, path: \"{{ var('file') }}\"}}}",
            "{{ var('file') }} cannot be read: 'var' is undefined",
        ),
        (
            "shop: {target: dev, outputs: {dev: {type: duckdb, path: '{{ [].pop() }}'}}}",
            "{{ [].pop() }} cannot be read: ",
        ),
        (
            "shop: {target: dev, outputs: {dev: {type: duckdb, path: '{{ env_var( }}'}}}",
            "{{ env_var( }} cannot be read: ",
        ),
    ],
)
def test_a_profile_that_names_no_target(tmp_path: Path, profiles: str, says: str) -> None:
    (tmp_path / "dbt_project.yml").write_text("name: shop\nprofile: shop\n")
    (tmp_path / "profiles.yml").write_text(profiles)
    with pytest.raises(Mistake, match=re.escape(says)):
        find_project(project_dir=str(tmp_path))


def test_a_default_of_the_profile_may_be_a_number(tmp_path: Path) -> None:
    threads = "{{ env_var('CONVERSION_GOALS_THREADS', 4) }}"
    (tmp_path / "dbt_project.yml").write_text("name: shop\nprofile: shop\n")
    (tmp_path / "profiles.yml").write_text(
        f'shop: {{target: dev, outputs: {{dev: {{type: duckdb, path: a, threads: "{threads}"}}}}}}'
    )
    assert find_project(project_dir=str(tmp_path)).output["threads"] == "4"
