"""A published data set at its full size on Postgres, where it stands beside the project."""

from pathlib import Path

import checks
import pytest
from conversion_goals.cli import main
from postgres_server import running_server
from postgres_warehouse import PostgresWarehouse, environment
from shared_data_test import DATA
from warehouse import Warehouse

OLDEST = 16
GIVEN = {"as_of": "2018-09-01"}
pytestmark = pytest.mark.skipif(not DATA.is_dir(), reason="the published data set is not here")


def test_marts_of_the_published_offers_equal_duckdbs(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    on_duckdb = Warehouse(tmp_path / "own.duckdb")
    assert main(["load", str(DATA), "--database", str(on_duckdb.database)]) == 0
    on_duckdb.build(GIVEN)
    monkeypatch.setenv("DBT_TARGET_PATH", str(tmp_path / "target"))
    with running_server(OLDEST) as server:
        for name, value in environment(server, Path("own")).items():
            monkeypatch.setenv(name, value)
        on_postgres = PostgresWarehouse(Path("own"), server=server)
        assert main(["load", str(DATA)]) == 0
        on_postgres.build(GIVEN)
        checks.marts_equal_duckdbs(on_postgres, on_duckdb, checks.MARTS_OF_THE_CONTRACT)
