"""The package inside somebody else's dbt project."""

import json
import shutil
from pathlib import Path

import duckdb
import pytest
import yaml
from conversion_goals.cli import main
from dbt_command import dbt
from warehouse import SELDOM_ASKED
from worlds import joined, random_world, write_world

PACKAGE = Path(__file__).resolve().parents[1]
PROJECT = """
name: somebody_else
version: 1.0.0
profile: theirs
model-paths: [models]
vars:
  conversion_goals:
    conversion_goals_raw_schema: messaging
    conversion_goals_people_table: persons
    as_of: 2026-04-01
models:
  +meta: {owner: data-team}
  conversion_goals:
    +schema: goals
    staging:
      +schema: goals_staging
    intermediate:
      +schema: goals_intermediate
"""
PROFILES = """
theirs:
  target: dev
  outputs:
    dev: {type: duckdb, path: theirs.duckdb, schema: analytics, threads: 2}
    one_developer: {type: duckdb, path: theirs.duckdb, schema: mine, threads: 2}
"""
MODEL = """
select workspace_id, campaign_id, conversion_rate
from {{ ref('conversion_goals', 'conversion_goals__campaign_metrics') }}
"""


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Their project with the package in it, and a database with raw tables, not built yet."""
    folder = tmp_path_factory.mktemp("installed")
    (folder / "models").mkdir()
    (folder / "dbt_project.yml").write_text(PROJECT)
    (folder / "profiles.yml").write_text(PROFILES)
    (folder / "packages.yml").write_text(f"packages: [{{local: {PACKAGE}}}]")
    (folder / "models" / "rates.sql").write_text(MODEL)
    with duckdb.connect(str(folder / "theirs.duckdb")) as connection:
        worlds = joined(random_world(seed, f"w{seed}") for seed in range(20))
        write_world(connection, worlds, "messaging", as_text=True)
        connection.execute("alter table messaging.people rename to persons")
    dbt(folder, "deps")
    dbt(folder, "--warn-error", "parse")
    return folder


@pytest.fixture(scope="module")
def finished(installed: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same, built."""
    folder = copied(installed, tmp_path_factory.mktemp("finished"))
    dbt(folder, "build", *UNTESTED)
    return folder


@pytest.fixture
def theirs(installed: Path, tmp_path: Path) -> Path:
    """A copy of it for one test, not built yet."""
    return copied(installed, tmp_path)


@pytest.fixture
def built(finished: Path, tmp_path: Path) -> Path:
    """A copy of it for one test, built."""
    return copied(finished, tmp_path)


def copied(project: Path, folder: Path) -> Path:
    return shutil.copytree(project, folder, symlinks=True, dirs_exist_ok=True)


def counted(folder: Path, query: str) -> tuple:
    with duckdb.connect(str(folder / "theirs.duckdb"), read_only=True) as connection:
        return connection.execute(query).fetchall()[0]


UNTESTED = ("--exclude-resource-type", "unit_test", "test")
# Enough where only tables that keep rows, and what they rest on, are looked at.
RUN = ("run", "--exclude", *SELDOM_ASKED)
DELIVERIES = "select count(*) from analytics_goals.conversion_goals__deliveries"


def test_package_builds_in_another_project(
    theirs: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    # A company's own metadata and names, and a seed of its own in place of the package's.
    names = "    marts:\n      conversion_goals__deliveries: {+alias: deliveries}\n"
    seeds = "seeds:\n  conversion_goals:\n    delivery_types: {+enabled: false}\n"
    (theirs / "dbt_project.yml").write_text(PROJECT + names + seeds)
    (theirs / "seeds").mkdir()
    shutil.copy(PACKAGE / "seeds" / "delivery_types.csv", theirs / "seeds")
    dbt(theirs, "build")
    every = "select count(*) from analytics_goals.deliveries"
    (deliveries,) = counted(theirs, every)
    assert deliveries > 100
    dbt(theirs, "run")
    assert counted(theirs, every) == (deliveries,)
    rates, campaigns = counted(
        theirs,
        "select (select count(*) from analytics.rates),"
        " (select count(*) from analytics_goals.conversion_goals__campaign_metrics)",
    )
    assert rates == campaigns > 20
    monkeypatch.chdir(theirs)
    monkeypatch.setenv("DBT_TARGET_PATH", str(theirs / "target"))
    workspace, delivery = counted(
        theirs, "select workspace_id, max(delivery_id) from analytics_goals.deliveries group by 1"
    )
    own = ("--project-dir", str(theirs), "--profiles-dir", str(theirs), "--workspace", workspace)
    assert main(["explain", delivery, "--kind", "delivery", *own]) == 0
    assert capsys.readouterr().out.startswith(f"delivery {delivery} in workspace {workspace}\n")


def test_a_var_that_the_package_does_not_have_is_told(built: Path) -> None:
    declared = yaml.safe_load((PACKAGE / "dbt_project.yml").read_text())["vars"]
    # A date is YAML's own, and no JSON.
    given = declared | yaml.safe_load(PROJECT)["vars"]["conversion_goals"] | {"as_of": "2026-04-01"}
    mistyped = {"conversion_goals_absnt": ["people"], "their_own": 1}
    run = ("run", "--select", "stg_customerio__campaigns")
    told = " ".join(dbt(built, *run, "--vars", json.dumps(given | mistyped)).split())
    assert "--vars names conversion_goals_absnt, which conversion_goals does not have" in told
    assert told.count("--vars names") == 1


def test_an_empty_run_never_stands_for_a_real_one(theirs: Path) -> None:
    dbt(theirs, "build", "--empty", *UNTESTED)
    assert counted(theirs, DELIVERIES) == (0,)
    assert "the seed delivery_types is not loaded yet" in dbt(theirs, "run", returns=2)
    dbt(theirs, "build", *UNTESTED)
    (deliveries,) = counted(theirs, DELIVERIES)
    assert deliveries > 100
    said = dbt(theirs, "run", "--empty", returns=2)
    assert "marts are built here, and --empty would take their rows out" in said
    said = dbt(theirs, "run", "--sample", "3 days", returns=2)
    assert "marts are built here, and --sample would take their rows out" in said
    dbt(theirs, *RUN)
    assert counted(theirs, DELIVERIES) == (deliveries,)


def test_what_defer_reads_is_what_the_checks_ask(built: Path) -> None:
    (built / "target" / "manifest.json").rename(built / "manifest.json")
    deferred = ("--target", "one_developer", "--defer", "--state", ".")
    dbt(built, "run", "--select", "conversion_goals__deliveries", *deferred)
    own = DELIVERIES.replace("analytics", "mine")
    assert counted(built, own) == counted(built, DELIVERIES)
    kept = "conversion_goals__achievements"
    said = dbt(built, "build", "--select", kept, *deferred, returns=2)
    assert f"this run would make {kept} anew for the people of the last run alone" in said


@pytest.mark.parametrize(
    ("file", "text", "says"),
    [
        (
            "int_workspaces.sql",
            "select 'w1' as workspace_id",
            "your project has a model int_workspaces (models/int_workspaces.sql), which the models",
        ),
        (
            "sources.yml",
            "sources: [{name: customerio, schema: landing, tables: [{name: metrics}]}]",
            "its table metrics is landing.metrics, which conversion_goals would read in place of"
            " messaging.metrics: give the source another name",
        ),
    ],
)
def test_a_name_that_stands_twice_is_refused(theirs: Path, file: str, text: str, says: str) -> None:
    (theirs / "models" / file).write_text(text)
    assert says in " ".join(dbt(theirs, "run", returns=2).split())


@pytest.mark.parametrize(
    ("settings", "says"),
    [
        (
            "    marts: {+materialized: table}",
            "sets +materialized for conversion_goals__achievements, which must stay incremental",
        ),
        (
            "    marts: {+materialized: incremental}",
            "conversion_goals__campaign_metrics, conversion_goals__conversions,",
        ),
        (
            "    staging: {+materialized: incremental}",
            "incremental, whose rows would stand again with each run; allowed are table and view",
        ),
        (
            "  +incremental_strategy: append",
            "sets +incremental_strategy for base_arrivals, base_rejected_rows,",
        ),
        (
            "    marts: {conversion_goals__row_counts: {+enabled: false}}",
            "switches conversion_goals__row_counts off, by which a run notes what it has seen",
        ),
    ],
)
def test_what_exact_runs_rest_on_stays_as_it_is(theirs: Path, settings: str, says: str) -> None:
    (theirs / "dbt_project.yml").write_text(f"{PROJECT}{settings}\n")
    assert says in " ".join(dbt(theirs, "run", returns=2).split())


def arrives_once_more(theirs: Path) -> None:
    """One person's event, by another id: few are made anew in the run after it."""
    with duckdb.connect(str(theirs / "theirs.duckdb")) as connection:
        connection.execute(
            "insert into messaging.events select * replace (event_id || '-again' as event_id)"
            " from messaging.events where workspace_id = 'w1' and event_id is not null"
            " order by length(event_id), event_id limit 1"
        )


def marts(theirs: Path, schema: str = "analytics") -> tuple:
    """How many rows each mart has, and what they add up to."""
    names = ("achievements", "deliveries", "journeys", "conversions")
    asked = (
        f"(select (count(*), sum(hash(m))) from {schema}_goals.conversion_goals__{name} as m)"
        for name in names
    )
    return counted(theirs, f"select {', '.join(asked)}")


def test_what_is_gone_or_kept_alone_leaves_the_marts_whole(built: Path) -> None:
    """A table or a schema that an earlier run made; and tables that no full refresh touches."""
    arrives_once_more(built)
    with duckdb.connect(str(built / "theirs.duckdb")) as connection:
        connection.execute("drop table analytics_goals_intermediate.int_arrived_rows")
    dbt(built, *RUN)
    made = marts(built)
    dbt(built, *RUN, "--full-refresh")
    assert made == marts(built)
    (built / "dbt_project.yml").write_text(PROJECT.replace("goals_intermediate", "goals_inner"))
    dbt(built, *RUN)
    assert made == marts(built)
    with duckdb.connect(str(built / "theirs.duckdb")) as connection:
        connection.execute("drop table analytics_goals_staging.base_arrivals")
        connection.execute("drop table analytics_goals_inner.int_arrived_rows")
    dbt(built, *RUN)
    assert made == marts(built)
    kept = "{int_deliveries: {+full_refresh: false}, int_ties: {+full_refresh: false}}"
    for protected in ("marts: {+full_refresh: false}", f"intermediate: {kept}"):
        staging = PROJECT[: PROJECT.index("    intermediate:")]
        (built / "dbt_project.yml").write_text(f"{staging}    {protected}\n")
        dbt(built, *RUN, "--full-refresh")
        assert made == marts(built)


def test_a_clone_is_no_table_that_keeps_rows(built: Path) -> None:
    arrives_once_more(built)
    dbt(built, *RUN)
    (built / "target" / "manifest.json").rename(built / "manifest.json")
    dbt(built, "clone", "--state", ".", "--target", "one_developer")
    kept = "conversion_goals__achievements"
    part = ("run", "--target", "one_developer", "--select", kept)
    said = dbt(built, *part, returns=2)
    assert f"this run would make {kept} anew for the people of the last run alone" in said
    dbt(built, *RUN, "--empty", "--target", "one_developer")
    dbt(built, *RUN, "--target", "one_developer")
    assert marts(built, "mine") == marts(built)
