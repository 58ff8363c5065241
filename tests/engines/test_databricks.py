"""Databricks, which these tests cannot reach: all is compiled for it and parsed, nothing is run."""

import os
from importlib.util import find_spec
from pathlib import Path

import checks
import pytest
import yaml
from conversion_goals.dbt_run import release_database
from conversion_goals.project import find_project
from dbt.cli.main import dbtRunner

pytestmark = checks.if_asked_for
NOWHERE = {
    "type": "databricks",
    "host": "databricks.invalid",
    "http_path": "/sql/1.0/warehouses/none",
    "token": "none",
    "schema": "main",
    "threads": 1,
}
UNASKED = ("--no-populate-cache", "--no-introspect", "--log-level", "none")


@pytest.fixture(params=["first", "later"])
def run(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    """A first run, and a later one, for which dbt finds each table that it looks for."""
    if find_spec("dbt.adapters.databricks") is None:
        assert os.environ.get("CI") != "true", "dbt-databricks is not installed"
        pytest.skip("dbt-databricks is not installed")
    from dbt.adapters.databricks.impl import DatabricksAdapter

    def found(self, database: str, schema: str, identifier: str, **_: object):
        if request.param == "first":
            return None
        place = {"database": database, "schema": schema, "identifier": identifier}
        return self.Relation.create(**place, type="table")

    monkeypatch.setattr(DatabricksAdapter, "get_relation", found)
    return request.param


def compiled(folder: Path) -> dict[str, str]:
    """Every model, test and analysis in the words of Databricks, by its id."""
    profile = {"target": "databricks", "outputs": {"databricks": NOWHERE}}
    (folder / "profiles.yml").write_text(yaml.safe_dump({"conversion_goals": profile}))
    places = ["--project-dir", str(find_project().folder), "--profiles-dir", str(folder)]
    outcome = dbtRunner().invoke(
        ["compile", *places, "--target-path", str(folder / "target"), *UNASKED]
    )
    release_database()
    assert outcome.success, outcome.exception
    nodes = [result.node for result in outcome.result.results]
    return {node.unique_id: node.compiled_code for node in nodes if node.compiled_code}


def test_everything_compiles_and_parses(run: str, tmp_path: Path) -> None:
    import sqlglot

    models = {path.stem for path in (find_project().folder / "models").rglob("*.sql")}
    found = compiled(tmp_path)
    assert {key.split(".")[-1] for key in found if key.startswith("model.")} == models
    arrivals = found["model.conversion_goals.base_arrivals"]
    assert ("processed_rows, 0)" in arrivals) == (run == "later")
    for key, query in found.items():
        # What sqlglot cannot parse it raises, or keeps as a command of words that it leaves alone.
        [tree] = sqlglot.parse(query, dialect="databricks")
        assert tree is not None and not list(tree.find_all(sqlglot.exp.Command)), key
