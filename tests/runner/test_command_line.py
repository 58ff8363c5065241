"""The command line itself, and the lock that the two scripts install from."""

import os
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
from calls import Command
from conversion_goals import cli

ROOT = Path(__file__).parents[2]


def test_help_starts_neither_dbt_nor_duckdb() -> None:
    script = (
        "import sys; from conversion_goals.cli import main\n"
        "try: main(['--help'])\n"
        "except SystemExit: pass\n"
        "assert not {'dbt', 'duckdb', 'jinja2'} & set(sys.modules)"
    )
    shown = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True
    )
    assert "conversion-goals load exports/" in shown.stdout


def test_version(capsys: pytest.CaptureFixture[str]) -> None:
    from conversion_goals.cli import main

    with pytest.raises(SystemExit):
        main(["--version"])
    declared = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["version"]
    assert capsys.readouterr().out.strip() == declared
    project = (ROOT / "dbt_project.yml").read_text()
    assert re.findall(r"^version: (.*)$", project, re.MULTILINE) == [declared]
    arrivals = (ROOT / "models" / "staging" / "base" / "base_arrivals.sql").read_text()
    assert re.findall(r"version is ([\w.]+)", arrivals) == [declared]


@pytest.mark.parametrize("unbuffered", [{}, {"PYTHONUNBUFFERED": "1"}])
def test_a_reader_that_is_gone_is_told_nothing(tmp_path: Path, unbuffered: dict[str, str]) -> None:
    (tmp_path / "campaign_goals.yml").write_text("[]")
    kept = {name: value for name, value in os.environ.items() if name != "PYTHONUNBUFFERED"}
    read, write = os.pipe()
    os.close(read)
    try:
        done = subprocess.run(
            [sys.executable, "-m", "conversion_goals", "check", "campaign_goals.yml"],
            cwd=tmp_path,
            env=kept | unbuffered,
            stdout=write,
            stderr=subprocess.PIPE,
        )
    finally:
        os.close(write)
    assert (done.returncode, done.stderr) == (2, b"")


def test_what_the_system_refuses_is_one_sentence(run: Command, tmp_path: Path) -> None:
    file = tmp_path / "mapping"
    file.touch()
    outcome = run("init", file)
    assert (outcome.code, outcome.err) == (2, f"{file} cannot be used: File exists.\n")


@pytest.mark.parametrize("command", ["load", "init"])
def test_help_says_what_works_on_duckdb_alone(
    command: str, capsys: pytest.CaptureFixture[str]
) -> None:
    from conversion_goals.cli import main

    with pytest.raises(SystemExit):
        main([command, "--help"])
    shown = " ".join(capsys.readouterr().out.split())
    says = {
        "load": ["the last three load into DuckDB alone"],
        "init": ["change nothing (DuckDB)", "make the views (DuckDB)"],
    }
    assert all(each in shown for each in says[command])


def test_only_build_takes_arguments_for_dbt(run: Command, tmp_path: Path) -> None:
    outcome = run("load", tmp_path, "--", "--threads", "1")
    assert (outcome.code, outcome.err) == (
        2,
        "Arguments after -- go to dbt: only build takes them.\n",
    )


def test_vars_after_the_dashes_would_stand_instead_of_as_of(run: Command) -> None:
    outcome = run("build", "--as-of", "2026-01-01", "--", "--vars", "{count_machine_opens: false}")
    assert outcome.code == 2
    assert outcome.err.startswith("Give --vars before --: ")


@pytest.mark.parametrize(
    ("name", "value", "says"),
    [
        ("CONVERSION_GOALS_THREADS", "0", "it must be a whole number from 1."),
        ("CONVERSION_GOALS_THREADS", "02", "it must be a whole number from 1."),
        ("CONVERSION_GOALS_THREADS", "many", "it must be a whole number from 1."),
        ("CONVERSION_GOALS_MEMORY_LIMIT", "lots", "it must be a size like 2GB or 80%."),
        ("CONVERSION_GOALS_SCHEMA", "", "it must be a schema."),
        ("CONVERSION_GOALS_POSTGRES_PORT", "abc", "it must be a whole number from 1 to 65535."),
        ("CONVERSION_GOALS_POSTGRES_PORT", "65536", "it must be a whole number from 1 to 65535."),
        ("CONVERSION_GOALS_SPARK_PORT", "0", "it must be a whole number from 1 to 65535."),
    ],
)
def test_a_variable_of_the_environment_is_refused_by_name(
    run: Command, monkeypatch: pytest.MonkeyPatch, name: str, value: str, says: str
) -> None:
    monkeypatch.setenv(name, value)
    engine = next((each for each in ("postgres", "spark") if each.upper() in name), "duckdb")
    outcome = run("doctor", "--target", engine)
    assert (outcome.code, outcome.err) == (
        2,
        f"The environment variable {name} is {value!r}: {says}\n",
    )


def test_a_variable_that_the_profile_does_not_read_is_no_matter(
    run: Command, monkeypatch: pytest.MonkeyPatch, database: Path
) -> None:
    monkeypatch.setenv("CONVERSION_GOALS_MEMORY_LIMIT", "2g")
    monkeypatch.setenv("CONVERSION_GOALS_DUCKDB_PATH", "")
    assert f"There is no database {database}" in run("build", "--database", database).err


def test_an_argument_that_is_no_utf_8_is_refused(run: Command) -> None:
    outcome = run("explain", "d\udcff")
    assert outcome.code == 2
    assert outcome.err.startswith("The argument 'd\\udcff' is not in UTF-8")


@pytest.mark.parametrize("stop", [KeyboardInterrupt(), RuntimeError("Query interrupted")])
def test_who_stops_a_command_is_told_that_it_stopped(
    run: Command, monkeypatch: pytest.MonkeyPatch, stop: BaseException
) -> None:
    def stopped(*_: object) -> int:
        raise stop

    monkeypatch.setitem(cli._COMMANDS, "doctor", stopped)
    outcome = run("doctor")
    assert (outcome.code, outcome.err) == (2, "Stopped. Run it again: nothing is lost.\n")


# Spark is large, and only the tests on Spark want it here: it stands in a lock of its own.
LOCKS = {"requirements.lock": False, "requirements-spark.lock": True}


@pytest.mark.parametrize("name", LOCKS)
def test_the_lock_holds_versions_and_hashes_and_no_place(name: str) -> None:
    lock = (ROOT / name).read_text()
    assert not re.search(
        r"https?:|file:|--(extra-)?index|--find-links|^-e| @ |/", lock, re.MULTILINE
    )
    entries = re.split(r"\n(?=\S)", lock.strip())
    assert all("==" in entry and "--hash=sha256:" in entry for entry in entries)


@pytest.mark.parametrize(("name", "is_sparks"), LOCKS.items())
def test_the_lock_holds_what_the_project_pins(name: str, is_sparks: bool) -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())
    lock = (ROOT / name).read_text()
    extras = project["project"]["optional-dependencies"]
    wanted = [
        one for extra in extras if extra.startswith("spark") is is_sparks for one in extras[extra]
    ]
    wanted += project["project"]["dependencies"]
    wanted += [] if is_sparks else project["build-system"]["requires"]
    for requirement in (re.sub(r"\[.*\]", "", one) for one in wanted):
        pinned = requirement if "==" in requirement else re.split("[>=]", requirement)[0] + "=="
        assert re.search(rf"^{re.escape(pinned)}", lock, re.MULTILINE), requirement
