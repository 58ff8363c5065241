"""The package inside somebody else's dbt project."""

import os
import subprocess
import sys
from pathlib import Path

import duckdb
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
"""
MODEL = """
select workspace_id, campaign_id, conversion_rate
from {{ ref('conversion_goals', 'conversion_goals__campaign_metrics') }}
"""


def dbt(folder: Path, *arguments: str, returns: int = 0) -> str:
    environment = {name: value for name, value in os.environ.items() if "DBT_" not in name}
    program = "import sys; from dbt.cli.main import cli; cli()"
    done = subprocess.run(
        [sys.executable, "-c", program, *arguments, "--profiles-dir", "."],
        cwd=folder,
        env=environment,
        capture_output=True,
        text=True,
    )
    assert done.returncode == returns, done.stdout[-3000:]
    return done.stdout


def test_package_builds_in_another_project(tmp_path: Path) -> None:
    (tmp_path / "models").mkdir()
    (tmp_path / "dbt_project.yml").write_text(PROJECT)
    (tmp_path / "profiles.yml").write_text(PROFILES)
    (tmp_path / "packages.yml").write_text(f"packages: [{{local: {PACKAGE}}}]")
    (tmp_path / "models" / "rates.sql").write_text(MODEL)
    with duckdb.connect(str(tmp_path / "theirs.duckdb")) as connection:
        worlds = joined(random_world(seed, f"w{seed}") for seed in range(20))
        write_world(connection, worlds, "messaging", as_text=True)
        connection.execute("alter table messaging.people rename to persons")
    dbt(tmp_path, "deps")
    dbt(tmp_path, "build")
    with duckdb.connect(str(tmp_path / "theirs.duckdb"), read_only=True) as connection:
        rates, campaigns, deliveries = connection.execute(
            """
            select
                (select count(*) from analytics.rates),
                (select count(*) from analytics_goals.conversion_goals__campaign_metrics),
                (select count(*) from analytics_goals.conversion_goals__deliveries)
            """
        ).fetchall()[0]
    assert rates == campaigns > 20
    assert deliveries > 100


def test_an_incremental_model_stays_one_in_another_project(tmp_path: Path) -> None:
    (tmp_path / "models").mkdir()
    tables = PROJECT + "    marts:\n      +materialized: table\n"
    (tmp_path / "dbt_project.yml").write_text(tables)
    (tmp_path / "profiles.yml").write_text(PROFILES)
    (tmp_path / "packages.yml").write_text(f"packages: [{{local: {PACKAGE}}}]")
    dbt(tmp_path, "deps")
    said = dbt(tmp_path, "run", returns=2)
    assert "sets +materialized for conversion_goals__achievements, which must stay incr" in said
