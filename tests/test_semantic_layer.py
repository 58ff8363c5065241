"""The semantic layer: valid, and each metric equals SQL on the marts."""

import csv
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import duckdb
import pytest
import yaml
from conversion_goals.demo_files import write_files
from conversion_goals.demo_world import make_world
from conversion_goals.load import load_files
from conversion_goals.project import find_project
from dbt_command import dbt

PACKAGE = Path(__file__).resolve().parents[1]
BIN = Path(sys.executable).parent
PARTS = ("models", "macros", "seeds", "dbt_project.yml", "profiles.yml")
MARTS = "conversion_goals__"

# What a metric is, said once more in SQL: numerator, denominator or null, mart, date, condition.
METRICS = {
    "deliveries_converted": ("count_if(is_converted)", "deliveries", "created_at"),
    "delivery_conversion_rate": (
        "count_if(is_converted) / nullif(count_if(conversion_status <> 'not_tracked'), 0)",
        "deliveries", "created_at",
    ),
    "mature_delivery_conversion_rate": (
        "count_if(is_mature and is_converted) / nullif(count_if(is_mature), 0)",
        "deliveries", "created_at",
    ),
    "journey_conversion_rate": (
        "count_if(is_converted) / nullif(count_if(conversion_status <> 'not_tracked'), 0)",
        "journeys", "entered_at",
    ),
    "median_seconds_to_convert": (
        "median(seconds_to_convert) filter (is_mature)", "deliveries", "created_at",
    ),
    "early_exit_rate": (
        "count_if(exit_status in ('exited_at_entry', 'exited_early'))"
        " / nullif(count(exit_setting), 0)",
        "journeys", "entered_at",
    ),
    "sends_after_exit_rate": (
        "count_if(is_sent_after_exit and campaign_id is not null) / nullif(count(campaign_id), 0)",
        "deliveries", "created_at",
    ),
    "conversions": ("count(*)", "conversions", "converted_at"),
    "platform_agreement_rate": (
        "count_if(agreement = 'both') / count(*)",
        "reconciliation", "coalesce(converted_at, platform_converted_at)",
    ),
}  # fmt: skip

Query = Callable[..., dict[str, tuple[float | None, ...]]]


def call(folder: Path, *arguments: str) -> str:
    environment = {name: value for name, value in os.environ.items() if "DBT_" not in name}
    environment["CONVERSION_GOALS_DUCKDB_PATH"] = str(folder / "own.duckdb")
    done = subprocess.run(
        arguments, cwd=folder, env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-3000:]
    return done.stdout


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a copy of the project, built on the demo's world: `mf` writes into its target/."""
    folder = tmp_path_factory.mktemp("semantic")
    for part in PARTS:
        copy = shutil.copytree if (PACKAGE / part).is_dir() else shutil.copy
        copy(PACKAGE / part, folder / part)
    write_files(make_world(400, seed=3), folder / "files", "1204", seed=3)
    database = find_project(database=str(folder / "own.duckdb"))
    assert load_files(database, [str(folder / "files")]).refused == []
    untested = ("--exclude-resource-type", "test", "unit_test")
    dbt(folder, "build", "--vars", "{as_of: 2026-06-01}", *untested, database=folder / "own.duckdb")
    log_the_platforms_conversions(folder / "own.duckdb")
    return folder


def log_the_platforms_conversions(database: Path) -> None:
    """The platform has most of our conversions, a week later, and some that we do not have."""
    with duckdb.connect(str(database)) as connection:
        connection.execute(
            "insert into raw.metrics (workspace_id, event_id, delivery_id, metric, created_at,"
            " loaded_at) select workspace_id, 'own ' || delivery_id, delivery_id, 'converted',"
            " coalesce(converted_at, received_at) + interval 7 days, timestamp '2026-06-01'"
            f" from {MARTS}deliveries where (is_converted and hash(delivery_id) % 4 > 0)"
            " or (conversion_status = 'not_converted' and hash(delivery_id) % 40 = 0)"
        )


@pytest.fixture(scope="module")
def query(project: Path) -> Query:
    """Return `mf query` as a function: values by group."""

    def ask(metrics: list[str], group: str) -> dict[str, tuple[float | None, ...]]:
        answer = project / "answer.csv"
        call(
            project, str(BIN / "mf"), "query", "--metrics", ",".join(metrics),
            "--group-by", group, "--csv", str(answer),
        )  # fmt: skip
        with answer.open(newline="") as lines:
            rows = list(csv.DictReader(lines))
        column = next(iter(rows[0]))
        return {
            row[column]: tuple(float(row[m]) if row[m] else None for m in metrics) for row in rows
        }

    return ask


def in_sql(folder: Path, metric: str, group: str) -> dict[str, float | None]:
    formula, mart, date = METRICS[metric]
    names = {"campaign": "campaign_name", "month": f"date_trunc('month', {date})::date::varchar"}
    sql = (
        f"select {names[group]}, ({formula})::double from {MARTS}{mart} as rows"
        f" left join {MARTS}campaign_metrics as campaigns"
        " on rows.workspace_id = campaigns.workspace_id"
        " and rows.campaign_id = campaigns.campaign_id group by 1"
    )
    sql = sql.replace("count(campaign_id)", "count(rows.campaign_id)")
    sql = sql.replace("and campaign_id is", "and rows.campaign_id is")
    with duckdb.connect(str(folder / "own.duckdb"), read_only=True) as connection:
        return dict(connection.execute(sql).fetchall())


def test_the_configuration_is_valid(project: Path) -> None:
    said = call(project, str(BIN / "mf"), "validate-configs")
    assert "ERRORS: 0" in said
    assert "WARNINGS: 0" in said


@pytest.mark.parametrize(
    ("group", "asked"), [("month", "metric_time__month"), ("campaign", "campaign__campaign_name")]
)
def test_each_metric_equals_sql_on_the_marts(
    project: Path, query: Query, group: str, asked: str
) -> None:
    metrics = list(METRICS)
    found = query(metrics, asked)
    assert len(found) > 3
    for index, metric in enumerate(metrics):
        wanted = in_sql(project, metric, group)
        seen = {
            (name[:10] if group == "month" else name): row[index] for name, row in found.items()
        }
        assert any(value for value in wanted.values())
        for name, value in seen.items():
            expected = wanted.get(name or None)
            if not expected:  # MetricFlow leaves the sum of no rows empty
                assert not value, (metric, name)
            else:
                assert value == pytest.approx(expected, rel=1e-9), (metric, name)
        assert {name or "" for name, value in wanted.items() if value} <= set(seen)


def test_the_plain_view_holds_the_same_agreement(project: Path, query: Query) -> None:
    sql = (
        f"select campaign_name, sum(conversions_of_both) / sum(conversions) from {MARTS}agreement"
        f" left join {MARTS}campaign_metrics using (workspace_id, campaign_id) group by all"
    )
    with duckdb.connect(str(project / "own.duckdb"), read_only=True) as connection:
        wanted = dict(connection.execute(sql).fetchall())
    found = query(["platform_agreement_rate"], "campaign__campaign_name")
    assert len(wanted) > 3
    assert {name or None: rate for name, (rate,) in found.items()} == pytest.approx(wanted)


def test_a_ratio_says_numerator_denominator_date_basis_and_maturity() -> None:
    path = PACKAGE / "models" / "marts" / "_metrics.yml"
    for metric in yaml.safe_load(path.read_text())["metrics"]:
        said = metric["description"]
        for part in ("Date basis:", "Maturity:", metric["numerator"], metric["denominator"]):
            assert part in said, (metric["name"], part)
        assert metric["type"] == "ratio"
