"""The docs answer: each public model's page, the ready-made questions, the picture, the README."""

import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml
from browser import need_chromium
from conversion_goals.cli import _COMMANDS
from conversion_goals.lineage import current_picture, with_picture
from dbt_command import dbt
from warehouse import Warehouse

ROOT = Path(__file__).parents[1]
README = ROOT / "README.md"
EXAMPLE = re.compile(r"```sql\n(.*?)```", re.DOTALL)


def public_models() -> Iterator[dict]:
    for path in sorted((ROOT / "models" / "marts").glob("conversion_goals__*.yml")):
        for model in yaml.safe_load(path.read_text()).get("models", []):
            if "description" in model:
                yield model


MODELS = {model["name"]: model for model in public_models()}


def test_a_version_of_the_package_is_one_everywhere() -> None:
    """base_arrivals counts all as unseen under another version: verdicts of two never mix."""
    settings = yaml.safe_load((ROOT / "dbt_project.yml").read_text())
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    arrivals = (ROOT / "models" / "staging" / "base" / "base_arrivals.sql").read_text()
    assert settings["version"] == project["version"]
    assert f"'version is {settings['version']}' as content" in arrivals


def test_every_mart_is_here() -> None:
    files = {path.stem for path in (ROOT / "models" / "marts").glob("conversion_goals__*.sql")}
    assert set(MODELS) == files


def key_under_test(model: dict) -> list[str]:
    """The columns that a data test says are unique; none where nothing says so."""
    for test in model.get("data_tests", []):
        if "unique_key" in test:
            given = test["unique_key"]["arguments"]
            return [*given["columns"], *given.get("nullable", [])]
    return [
        column["name"] for column in model["columns"] if "unique" in column.get("data_tests", [])
    ]


@pytest.mark.parametrize("name", MODELS)
def test_a_models_page_says_grain_key_and_an_example_that_runs(demo: Path, name: str) -> None:
    model = MODELS[name]
    text = model["description"]
    assert text.startswith("One row per ")
    said = re.search(r"^Key: (.*)$", text, re.MULTILINE)[1]
    assert sorted(re.findall(r"`(\w+)`", said)) == sorted(key_under_test(model))
    [example] = EXAMPLE.findall(text)
    assert name in example
    assert Warehouse(demo).answer(example) or not Warehouse(demo).answer(f"from {name} limit 1"), (
        example
    )
    assert all(column.get("description") for column in model["columns"])


@pytest.fixture(scope="module")
def docs(demo: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with the static docs and all that dbt compiled for them."""
    target = tmp_path_factory.mktemp("docs_target")
    places = ("--target-path", str(target), "--log-path", str(target))
    dbt(ROOT, "docs", "generate", "--static", *places, database=demo)
    return target


def test_the_static_docs_hold_what_the_pages_say(docs: Path) -> None:
    page = (docs / "static_index.html").read_text(encoding="utf-8")
    for told in (
        "One row per delivery with its verdict",
        "Key: `workspace_id`, `delivery_id`.",
        "the credit went to another delivery",  # the reason superseded
        "a condition held at a later checkpoint",  # the exit status exited_early
        "mature_delivery_conversion_rate",
        "What went out after the exit",
    ):
        assert told in page, told


@pytest.fixture(scope="module")
def questions(docs: Path) -> dict[str, str]:
    """Return the ready-made questions, compiled."""
    compiled = docs / "compiled" / "conversion_goals" / "analyses"
    return {path.stem: path.read_text() for path in compiled.glob("*.sql")}


# What each question's answer must add up to, asked in another way.
SUMS = {
    "top_messages": (
        "sum(deliveries_mature)",
        "select sum(deliveries_mature) from conversion_goals__message_metrics"
        " where deliveries_mature >= 30",
    ),
    "short_windows": (
        "sum(missed + converted)",
        "select count(*) from conversion_goals__deliveries"
        " where reason in ('outside_window', 'converted')",
    ),
    "exits_at_entry": (
        "sum(journeys_exited_at_entry)",
        "select sum(journeys_exited_at_entry) from conversion_goals__campaign_metrics",
    ),
    "sends_after_exit": (
        "sum(deliveries_sent_after_exit)",
        "select sum(deliveries_sent_after_exit) from conversion_goals__journeys",
    ),
    "goal_edits": (
        "sum(deliveries_mature_converted)",
        "select sum(deliveries_mature_converted) from conversion_goals__campaign_metrics",
    ),
}


@pytest.mark.parametrize("name", SUMS)
def test_a_ready_made_question_adds_up(demo: Path, questions: dict[str, str], name: str) -> None:
    measure, otherwise = SUMS[name]
    [[found]] = Warehouse(demo).answer(f"select {measure} from ({questions[name]})")
    assert found == Warehouse(demo).answer(otherwise)[0][0] > 0


def test_every_question_is_tested_and_named_in_the_readme(questions: dict[str, str]) -> None:
    assert set(questions) == set(SUMS)
    for name in questions:
        assert f"analyses/{name}.sql" in README.read_text()


def test_the_lineage_picture_is_current() -> None:
    readme = README.read_text(encoding="utf-8")
    assert with_picture(readme, current_picture()) == readme, (
        "run: .venv/bin/python -m conversion_goals.lineage"
    )


def test_the_readme_names_every_command() -> None:
    readme = README.read_text(encoding="utf-8")
    for command in _COMMANDS:
        assert re.search(rf"conversion-goals {command}\b|scripts/{command}\b|`{command}`", readme)


def test_ci_does_not_skip_the_browser(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("browser.CHROMIUM", None)
    monkeypatch.setenv("CI", "true")
    with pytest.raises(pytest.fail.Exception, match="no Chromium is installed"):
        need_chromium()
    monkeypatch.delenv("CI")
    with pytest.raises(pytest.skip.Exception, match="no Chromium is installed"):
        need_chromium()
