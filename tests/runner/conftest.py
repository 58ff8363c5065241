"""What the runner's tests share: the command line in this process, and files to load."""

import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import duckdb
import pytest
from conversion_goals.cli import main

# One row that any table of that name takes.
PEOPLE = "workspace_id,internal_customer_id,email_addr\nw,p1,a@x.example\nw,p2,\n"
METRICS = (
    "workspace_id,event_id,delivery_id,metric,created_at,seq_num\n"
    "w,m1,d1,sent,2026-01-02 09:00:00,1\n"
    "w,m2,d1,opened,2026-01-02T10:00:00+02:00,2\n"
)


@dataclass(frozen=True)
class Outcome:
    """What one call of the command line said and returned."""

    code: int
    out: str
    err: str


Command = Callable[..., Outcome]


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str]) -> Command:
    """Return the command line as a function: exit code, output, errors."""

    def command(*arguments: object) -> Outcome:
        capsys.readouterr()
        code = main([str(argument) for argument in arguments])
        said = capsys.readouterr()
        assert "Traceback" not in said.out + said.err
        return Outcome(code, said.out, said.err)

    return command


@pytest.fixture
def database(tmp_path: Path) -> Path:
    """Return where a test's own database is, or will be."""
    return tmp_path / "own.duckdb"


@pytest.fixture
def locked(database: Path) -> Iterator[Path]:
    """Yield a database that another process holds open."""
    script = (
        "import duckdb, sys; connection = duckdb.connect(sys.argv[1]);"
        " connection.execute('create schema if not exists raw');"
        " print('open', flush=True); sys.stdin.read()"
    )
    with subprocess.Popen(
        [sys.executable, "-c", script, str(database)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as holder:
        assert holder.stdout is not None
        assert holder.stdout.readline() == "open\n"
        yield database
        holder.communicate("")


def query(database: Path, sql: str) -> list[tuple]:
    """Return what a database answers."""
    with duckdb.connect(str(database), read_only=True) as connection:
        return connection.execute(sql).fetchall()
