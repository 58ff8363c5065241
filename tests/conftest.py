"""What all tests share: a database of their own, and dbt's own files in one place."""

import json
import os
import shutil
from collections.abc import Callable, Iterator, Mapping
from hashlib import sha256
from pathlib import Path

import pytest
from conversion_goals import dbt_run
from conversion_goals.cli import main
from conversion_goals.project import Project
from warehouse import Warehouse

# The files that take minutes start first: what is left at the end is short and fills all processes.
LONGEST_FIRST = (
    "test_arrivals.py",
    "test_package.py",
    "engines/test_postgres.py",
    "test_verdicts.py",
    "test_killed_runs.py",
    "test_own_checks.py",
    "test_explain.py",
    "runner/test_forget.py",
)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Order the files, not the tests in them."""
    order = {Path(__file__).parent / name: place for place, name in enumerate(LONGEST_FIRST)}
    assert all(path.is_file() for path in order), LONGEST_FIRST
    items.sort(key=lambda item: order.get(item.path, len(order)))


@pytest.fixture(scope="session")
def dbt_target(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the folder that holds dbt's own; shared, so that dbt need not parse anew."""
    return tmp_path_factory.mktemp("target")


@pytest.fixture(autouse=True, scope="session")
def _own_environment(dbt_target: Path) -> Iterator[None]:
    """Keep dbt's files, and whatever a shell has set, out of these tests."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("DBT_TARGET_PATH", str(dbt_target))
        patch.setenv("DBT_LOG_PATH", str(dbt_target))
        own = ("CONVERSION_GOALS_DUCKDB_PATH", "CONVERSION_GOALS_SCHEMA", "CONVERSION_GOALS_TARGET")
        for name in (*own, "DBT_PROFILES_DIR", "DBT_PROJECT_DIR"):
            patch.delenv(name, raising=False)
        yield


@pytest.fixture(autouse=True, scope="session")
def _folder_for_each_parse() -> Iterator[None]:
    """Give each project, set of vars and environment a folder in that of dbt's files: dbt parses
    anew where one of them is not as in the folder's last run."""
    options_of = dbt_run._options_of

    def options_with_folder(project: Project, given_vars: Mapping, folder: Path) -> list[str]:
        own = [item for item in os.environ.items() if item[0].startswith("CONVERSION_GOALS_")]
        said = [str(project.folder), str(project.profiles_folder), dict(given_vars), sorted(own)]
        name = sha256(json.dumps(said, sort_keys=True).encode()).hexdigest()[:8]
        return [*options_of(project, given_vars, folder), "--target-path", str(folder / name)]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(dbt_run, "_options_of", options_with_folder)
        yield


@pytest.fixture(scope="session")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a built demo, one for each process of pytest's; who writes to it takes a copy."""
    database = tmp_path_factory.mktemp("demo") / "demo.duckdb"
    assert main(["demo", "--people", "800", "--database", str(database)]) == 0
    return database


@pytest.fixture(scope="session")
def one_place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder for databases: dbt parses anew for one at another path."""
    return tmp_path_factory.mktemp("place")


@pytest.fixture
def place(one_place: Path, tmp_path: Path) -> Iterator[Path]:
    """Yield that folder, empty; what a test leaves there is found in its own folder later."""
    yield one_place
    for left in one_place.iterdir():
        shutil.move(left, tmp_path)


@pytest.fixture
def warehouse(place: Path) -> Callable[..., Warehouse]:
    """Return a maker of databases by name."""
    return lambda name="own": Warehouse(place / f"{name}.duckdb")
