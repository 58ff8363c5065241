"""What all tests share: a database of their own, and dbt's own files in one place."""

import json
import os
import shutil
from collections.abc import Callable, Iterator, Sequence
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from dbt.cli.main import dbtRunner
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
PACKAGE_VARIABLES = "CONVERSION_GOALS_"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Order the files, not the tests in them."""
    order = {Path(__file__).parent / name: place for place, name in enumerate(LONGEST_FIRST)}
    assert all(path.is_file() for path in order), LONGEST_FIRST
    items.sort(key=lambda item: order.get(item.path, len(order)))


@pytest.fixture(scope="session")
def dbt_target(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the folder of dbt's own files; shared, so that dbt need not parse anew."""
    return tmp_path_factory.mktemp("target")


@pytest.fixture(autouse=True, scope="module")
def _own_environment(dbt_target: Path) -> Iterator[None]:
    """Keep dbt's files, and whatever a shell has set, out of these tests."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("DBT_TARGET_PATH", str(dbt_target))
        own = ("CONVERSION_GOALS_DUCKDB_PATH", "CONVERSION_GOALS_SCHEMA", "CONVERSION_GOALS_TARGET")
        for name in (*own, "DBT_PROFILES_DIR", "DBT_PROJECT_DIR"):
            patch.delenv(name, raising=False)
        yield


@pytest.fixture(autouse=True, scope="session")
def _folder_for_each_parse() -> Iterator[None]:
    """Where the last run in a folder had other vars or led elsewhere, dbt parses anew: one each."""
    invoke = dbtRunner.invoke

    def invoked(runner: dbtRunner, arguments: Sequence[str], **options: Any) -> Any:
        if "--target-path" in arguments:
            return invoke(runner, arguments, **options)
        given = dict(zip(arguments, arguments[1:], strict=False))
        said = [
            given.get(name) for name in ("--vars", "--project-dir", "--profiles-dir", "--target")
        ]
        said += sorted(item for item in os.environ.items() if item[0].startswith(PACKAGE_VARIABLES))
        name = sha256(json.dumps(said).encode()).hexdigest()[:8]
        folder = f"{os.environ['DBT_TARGET_PATH']}/{name}"
        return invoke(runner, [*arguments, "--target-path", folder], **options)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(dbtRunner, "invoke", invoked)
        yield


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
