"""dbt in this process: quiet while it runs, its results and warnings handed back."""

from __future__ import annotations

import json
import os
import re
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from time import monotonic
from typing import Any

from conversion_goals.database import quoted
from conversion_goals.mistake import Mistake
from conversion_goals.project import PACKAGE, Project
from conversion_goals.wording import counted

ANSI = re.compile(r"\x1b\[[0-9;]*m")
# What dbt puts in front of a message of the package's own checks.
PREAMBLE = re.compile(r"^(\[WARNING\]: |Compilation Error in operation \S+ \(\S+\) )")
# dbt's warnings about a user's data and settings; what it says of itself stays in its log.
DATA_WARNINGS = {"JinjaLogWarning"}
# What dbt writes over, in the folder of its own files.
OWN_FILES = ("dbt.log", "manifest.json", "partial_parse.msgpack", "run_results.json")
# The tag of views that are too much to make for a summary.
ON_DEMAND = "on_demand"


@dataclass
class DbtRun:
    """What one dbt run did."""

    seconds: float = 0.0
    relations: dict[str, str] = field(default_factory=dict)
    on_demand: set[str] = field(default_factory=set)
    done: dict[str, int] = field(default_factory=dict)
    skipped: list[str] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)
    failed_checks: list[str] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)
    # Of each warning and failed check that counts rows: a query for them.
    rows_of: dict[str, str] = field(default_factory=dict)

    @property
    def exit_code(self) -> int:
        """0, 1 where a check failed, 2 where dbt could not run all."""
        if self.errors:
            return 2
        return 1 if self.failed_checks else 0


def run_dbt(
    project: Project,
    command: str,
    given_vars: Mapping[str, Any],
    arguments: Sequence[str] = (),
) -> DbtRun:
    """Run one dbt command on the project."""
    from dbt.cli.main import dbtRunner

    started = monotonic()
    run = DbtRun()
    runner = dbtRunner(callbacks=[lambda event: _note_warning(run, event)])
    try:
        with _options(project, given_vars) as options:
            outcome = runner.invoke([command, *options, *arguments])
    finally:
        release_database()
    if isinstance(outcome.exception, KeyboardInterrupt):
        raise outcome.exception
    for result in getattr(outcome.result, "results", None) or []:
        _take_result(run, result)
    if not (outcome.success or run.errors or run.failed_checks):
        run.errors.append(_sentence(outcome.exception or "dbt stopped without saying why."))
    if not (run.done or run.errors or run.failed_checks):
        run.errors.append("Nothing was selected: --select names no model, seed or test.")
    run.seconds = monotonic() - started
    return run


def package_models(
    project: Project, given_vars: Mapping[str, Any], arguments: Sequence[str] = ()
) -> dict[str, tuple[str, str]]:
    """Return the schema and the name that each model of the package has in the warehouse."""
    return _parsed_names(project, given_vars, arguments, ("model",))


def package_relations(
    project: Project, given_vars: Mapping[str, Any], arguments: Sequence[str] = ()
) -> dict[str, str]:
    """Return the full name that each model and seed of the package has in the warehouse."""
    names = _parsed_names(project, given_vars, arguments, ("model", "seed"))
    return {name: f"{quoted(schema)}.{quoted(alias)}" for name, (schema, alias) in names.items()}


def parsed_manifest(
    project: Project, given_vars: Mapping[str, Any], arguments: Sequence[str] = ()
) -> Any:
    """Parse the project; a project that does not parse is a mistake."""
    from dbt.cli.main import dbtRunner

    with _options(project, given_vars) as options:
        outcome = dbtRunner().invoke(["parse", *options, *arguments])
    if not outcome.success:
        raise Mistake(_sentence(outcome.exception or "dbt stopped without saying why."))
    return outcome.result


def _parsed_names(
    project: Project,
    given_vars: Mapping[str, Any],
    arguments: Sequence[str],
    kinds: Sequence[str],
) -> dict[str, tuple[str, str]]:
    return {
        node.name: (node.schema, node.alias)
        for node in parsed_manifest(project, given_vars, arguments).nodes.values()
        if node.resource_type in kinds and node.package_name == PACKAGE
    }


@contextmanager
def _options(project: Project, given_vars: Mapping[str, Any]) -> Iterator[list[str]]:
    """What every run is told; a folder for this run alone where dbt cannot write its files."""
    folder = project.target_folder
    if _is_writable(folder):
        yield _options_of(project, given_vars, folder)
        return
    print(
        f"{folder} cannot be written: dbt's own files go to a temporary folder for this run.",
        file=sys.stderr,
    )
    with TemporaryDirectory(prefix="conversion_goals_target_") as name:
        yield [*_options_of(project, given_vars, Path(name)), "--target-path", name]


def _is_writable(folder: Path) -> bool:
    try:
        folder.mkdir(parents=True, exist_ok=True)
        files = [folder / name for name in OWN_FILES if (folder / name).exists()]
    except OSError:
        return False
    return all(os.access(path, os.W_OK) for path in (folder, *files))


def _options_of(project: Project, given_vars: Mapping[str, Any], folder: Path) -> list[str]:
    return [
        "--project-dir",
        str(project.folder),
        "--profiles-dir",
        str(project.profiles_folder),
        "--log-path",
        str(folder),
        "--log-level",
        "none",
        "--log-level-file",
        "info",
        "--no-use-colors",
        "--vars",
        json.dumps(dict(given_vars)),
    ]


def release_database() -> None:
    """dbt-duckdb keeps its connection for the next run; other openers need the file."""
    from dbt.adapters.duckdb.connections import DuckDBConnectionManager

    if DuckDBConnectionManager._ENV is not None:
        DuckDBConnectionManager.env().close()
    DuckDBConnectionManager.close_all_connections()


def _note_warning(run: DbtRun, event: Any) -> None:
    if event.info.name in DATA_WARNINGS:
        text = _sentence(event.info.msg)
        if text not in run.warnings:
            run.warnings.append(text)


def _take_result(run: DbtRun, result: Any) -> None:
    node, status = result.node, str(result.status)
    kind = str(node.resource_type)
    if status == "skipped":
        run.skipped += [node.name] if kind == "model" else []
        return
    run.done[kind] = run.done.get(kind, 0) + 1
    if kind in ("model", "seed") and status == "success":
        run.relations[node.name] = node.relation_name
        if ON_DEMAND in node.tags:
            run.on_demand.add(node.name)
    if status in ("warn", "fail"):
        line = f"{node.name}: {_failures(result)}"
        (run.warnings if status == "warn" else run.failed_checks).append(line)
        if kind == "test" and _counts_rows(result):
            run.rows_of[line] = node.compiled_code
    elif status == "error":
        run.errors.append(f"{node.name}: {_sentence(result.message or status)}")


def _counts_rows(result: Any) -> bool:
    return isinstance(result.failures, int) and result.failures > 0


def _failures(result: Any) -> str:
    """A data test's count and what the test is for; a unit test's difference as it comes."""
    if _counts_rows(result):
        description = " ".join(str(getattr(result.node, "description", "")).split())
        return counted(result.failures, "row") + (f" ({description})" if description else "")
    return _sentence(result.message or str(result.status))


def _sentence(error: BaseException | str) -> str:
    """dbt's message in one line, without colours and without the stack of macros below it."""
    lines = [line.strip() for line in ANSI.sub("", str(error)).splitlines()]
    kept: list[str] = []
    for line in lines:
        if line.startswith(("> in ", "> called by ", "compiled code at")):
            break
        if line:
            kept.append(line)
    return PREAMBLE.sub("", " ".join(kept)) or type(error).__name__
