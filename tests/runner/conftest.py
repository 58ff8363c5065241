"""What the runner's tests share: the command line in this process, a database of their own."""

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from calls import Command, Outcome
from conversion_goals.cli import main


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
def database(place: Path) -> Path:
    """Return where a test's own database is, or will be."""
    return place / "own.duckdb"


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
