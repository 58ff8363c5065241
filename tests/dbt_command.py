"""dbt as a user calls it in a project's folder, in this process: its start alone takes seconds."""

import os
from contextlib import chdir
from pathlib import Path

from click.testing import CliRunner
from conversion_goals.dbt_run import release_database
from conversion_goals.project import DATABASE_VARIABLE


def dbt(folder: Path, *arguments: str, returns: int = 0, database: Path | None = None) -> str:
    """Run one command, with no setting of dbt's from this process; return what it says.

    `database` is the file that the package's own profile should name.
    """
    from dbt.cli.main import cli
    from dbt.deprecations import reset_deprecations

    environment = dict.fromkeys(name for name in os.environ if "DBT_" in name)
    environment |= {DATABASE_VARIABLE: str(database)} if database else {}
    called = [*arguments, "--profiles-dir", "."]
    # What an earlier call, or pytest's own command line, has of old options is not this call's.
    reset_deprecations()
    own = {"dbt_runner_command_args": called}
    with chdir(folder):
        try:
            runner = CliRunner(env=environment)
            done = runner.invoke(cli, called, obj=own, catch_exceptions=False)
        finally:
            release_database()
    assert done.exit_code == returns, done.output[-3000:]
    return done.output
