"""dbt as a user calls it in a project's folder, in this process: its start alone takes seconds."""

import os
from contextlib import chdir
from pathlib import Path

from click.testing import CliRunner
from conversion_goals.dbt_run import release_database


def dbt(folder: Path, *arguments: str, returns: int = 0, **environment: str) -> str:
    """Run one command, with no setting of dbt's from this process; return what it says."""
    from dbt.cli.main import cli

    without = dict.fromkeys(name for name in os.environ if "DBT_" in name)
    places = ("--profiles-dir", ".")
    try:
        with chdir(folder):
            done = CliRunner().invoke(cli, [*arguments, *places], env=without | environment)
    finally:
        release_database()
    assert done.exit_code == returns, done.output[-3000:]
    return done.output
