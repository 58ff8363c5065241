"""What is wrong or doubtful with an installation and its data, each with what to do."""

from __future__ import annotations

import platform
import string
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from importlib.metadata import PackageNotFoundError, requires, version
from typing import TYPE_CHECKING, Any, NamedTuple

from conversion_goals.build import named_database
from conversion_goals.database import asked, quoted
from conversion_goals.dbt_run import package_relations
from conversion_goals.doctor_checks import BUILT_CHECKS, RAW_CHECKS, Check
from conversion_goals.project import Project
from conversion_goals.raw_tables import ABSENT, RAW_TABLES
from conversion_goals.raw_values import read_as
from conversion_goals.show import print_table
from conversion_goals.warehouse_copy import check_readable, readable, with_text_ids
from conversion_goals.wording import counted, first_line, listed

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

OURS = "conversion-goals"
SHOWN = ("dbt-core", "dbt-duckdb", "duckdb")
LONGEST_EXAMPLES = 120
# What arrives all the time; the other tables only change when somebody edits something.
FEEDS = ("deliveries", "metrics", "subjects", "outputs", "events", "segment_changes")
STALE_AFTER = timedelta(days=2)
CLOCKS_DIFFER_BY = timedelta(days=1)
# What the macro check_engine asks and refuses, so that a build is not the first to say it.
SERVER = (
    "select current_setting('server_version_num')::integer, current_setting('server_version'),"
    " current_setting('server_encoding'), current_setting('standard_conforming_strings')"
)
OLDEST_SERVER = 16
NEWEST = f"select count(*), max({read_as('time', 'loaded_at')}) from"


class Server(NamedTuple):
    """A Postgres server's answer: its version, and what of its settings the package needs."""

    version_number: int
    version: str
    encoding: str
    strings: str


@dataclass(frozen=True)
class Finding:
    """One thing that was looked at; without a remedy it is in order."""

    name: str
    says: str
    remedy: str | None = None


def doctor_command(
    project: Project, given_vars: Mapping[str, Any], target: str | None, *, is_full: bool
) -> int:
    """Print what was found and what to do; return the exit code."""
    check_readable(project)
    server = _asked_server(project) if project.engine == "postgres" else None
    findings = [*_versions(server), _profile(project)]
    if server:
        findings += _server(project, server)
    with named_database(project):
        relations = package_relations(project, given_vars, ["--target", target] if target else [])
    checks = (*RAW_CHECKS, *BUILT_CHECKS)
    questions = [check.query for check in checks]
    wanted = _wanted(project, relations, questions)
    with readable(project, wanted, [*questions, NEWEST]) as (connection, names):
        names |= {
            name: with_text_ids(connection, where)
            for name, where in names.items()
            if name.startswith("raw_")
        }
        findings += _raw_tables(connection, project, names)
        findings += _answers(connection, RAW_CHECKS, names)
        if "conversion_goals__deliveries" in names:
            findings += _answers(connection, BUILT_CHECKS, names)
        else:
            findings.append(
                Finding("marts", "the marts are not built", "run `conversion-goals build`")
            )
    return _print_findings(findings, is_full)


def _asked_server(project: Project) -> Server:
    with asked(project) as ask:
        return Server(*ask(SERVER)[0])


def _server(project: Project, server: Server) -> Iterator[Finding]:
    """What of a Postgres server `build` refuses."""
    if server.version_number < OLDEST_SERVER * 10_000:
        yield Finding(
            "server",
            f"the server is Postgres {server.version}, and conversion_goals needs {OLDEST_SERVER}"
            " or newer",
            "upgrade it, or name another server in the profile",
        )
    if server.encoding != "UTF8":
        yield Finding(
            "server",
            f"the encoding of {project.place} is {server.encoding}, and conversion_goals needs a"
            " database in UTF8",
            "make one (create database NAME encoding 'UTF8' template template0) and load into it",
        )
    if server.strings != "on":
        yield Finding(
            "server",
            f"standard_conforming_strings is {server.strings} for this role or database, and"
            " conversion_goals needs it on",
            "turn it on (alter database NAME, or alter role NAME, set standard_conforming_strings"
            " = on)",
        )


def _versions(server: Server | None) -> list[Finding]:
    """The pins of this package against what is installed, and the server where there is one."""
    shown = (*SHOWN, "dbt-postgres") if server else SHOWN
    found = ", ".join(f"{name} {_installed(name) or 'missing'}" for name in shown)
    if server:
        found += f", Postgres {server.version}"
    findings = [Finding("versions", f"Python {platform.python_version()}, {found}")]
    for requirement in requires(OURS) or []:
        name, is_pinned, pinned = requirement.partition("==")
        if is_pinned and ";" not in requirement and _installed(name) != pinned:
            findings.append(
                Finding(
                    "versions",
                    f"{name} is {_installed(name) or 'missing'}, and the package was run with"
                    f" {pinned}",
                    "install from requirements.lock (./scripts/demo does), or test before trusting",
                )
            )
    return findings


def _installed(name: str) -> str | None:
    try:
        return version(name)
    except PackageNotFoundError:
        return None


def _profile(project: Project) -> Finding:
    return Finding(
        "profile",
        f"{project.profiles_folder / 'profiles.yml'}, {project.engine}, {project.place}",
    )


def _wanted(
    project: Project, relations: Mapping[str, str], questions: Sequence[str]
) -> dict[str, str]:
    """The models and seeds that a question is about, by name; raw tables behind `raw_`."""
    asked = set().union(*map(_fields, questions))
    wanted = {name: where for name, where in relations.items() if name in asked}
    for table in RAW_TABLES:
        wanted[f"raw_{table}"] = f"{quoted(project.raw_schema)}.{quoted(project.raw_name(table))}"
    wanted["raw__lines_set_aside"] = f"{quoted(project.raw_schema)}.{quoted('_lines_set_aside')}"
    return wanted


def _fields(query: str) -> set[str]:
    return {field for _, field, _, _ in string.Formatter().parse(query) if field}


def _raw_tables(
    connection: DuckDBPyConnection, project: Project, names: Mapping[str, str]
) -> Iterator[Finding]:
    """Which are there, how many rows each has and how fresh it is."""
    absent = set(project.vars.get(ABSENT) or [])
    newest: dict[str, datetime | None] = {}
    for table in RAW_TABLES:
        where = names.get(f"raw_{table}")
        if where is None:
            if table not in absent:
                yield Finding(
                    table,
                    f"the raw table {table} is missing",
                    f"load it, map it (conversion-goals init), or declare {ABSENT}: [{table}]",
                )
            continue
        rows, newest[table] = connection.execute(f"{NEWEST} {where}").fetchall()[0]
        if rows:
            said = f"{counted(rows, 'row')}, the newest loaded at {newest[table]}"
            yield Finding(table, said)
        else:
            yield Finding(
                table,
                f"the raw table {table} is empty",
                f"load it, or declare {ABSENT}: [{table}], so that the build says what that costs",
            )
    yield from _ahead(newest)
    yield from _stale(newest)


def _ahead(newest: Mapping[str, datetime | None]) -> Iterator[Finding]:
    """A newest row of the future, as of which all would be judged."""
    for table, time in newest.items():
        if time and time > datetime.now(UTC).replace(tzinfo=None) + CLOCKS_DIFFER_BY:
            yield Finding(
                table,
                f"rows of {table} say that they were loaded in the future, at {time}",
                "mend their loaded_at (UTC): verdicts are given as of the newest of all, so open"
                " windows count as closed; until then set the var as_of",
            )


def _stale(newest: Mapping[str, datetime | None]) -> Iterator[Finding]:
    """A feed that stopped while another goes on."""
    times = {table: time for table, time in newest.items() if time and table in FEEDS}
    last = max(times.values(), default=None)
    for table, time in times.items():
        if last and last - time > STALE_AFTER:
            days = (last - time).days
            yield Finding(
                table,
                f"nothing of {table} was loaded for {counted(days, 'day')} before the newest feed",
                "see whether that feed stopped: verdicts are given as of the newest loaded_at of"
                " all tables, so what is missing reads as not having happened",
            )


def _answers(
    connection: DuckDBPyConnection, checks: Sequence[Check], names: Mapping[str, str]
) -> Iterator[Finding]:
    """Ask each question whose tables are there."""
    import duckdb

    for check in checks:
        if not _fields(check.query) <= names.keys():
            continue
        try:
            rows = connection.execute(check.query.format(**names)).fetchall()
        except duckdb.Error as error:
            yield Finding(
                check.name,
                f"could not be looked at: {first_line(error)}",
                "build again with this version of the package, then run the doctor again",
            )
            continue
        yield _finding(check, rows[0] if rows else (0, 0, None))


def _finding(check: Check, answer: tuple[Any, ...]) -> Finding:
    count, total, examples = int(answer[0] or 0), int(answer[1] or 0), str(answer[2] or "none")
    if len(examples) > LONGEST_EXAMPLES:
        examples = examples[:LONGEST_EXAMPLES].rsplit(",", 1)[0] + ", ..."
    share = count / total if total else 0.0
    says = check.says.format(
        count=f"{count:,}", total=f"{total:,}", share=f"{share:.1%}", examples=examples
    )
    is_doubtful = count > 0 and share > check.tolerated
    if is_doubtful:
        return Finding(check.name, says, check.remedy)
    return Finding(check.name, says if count else f"none of {total:,}")


def _print_findings(findings: Sequence[Finding], is_full: bool) -> int:
    doubtful = [one for one in findings if one.remedy]
    if is_full:
        print_table(
            ("in order", "what was found"), [(f.name, f.says) for f in findings if not f.remedy]
        )
        print()
    else:
        for one in findings:
            if one.name in ("versions", "profile") and not one.remedy:
                print(f"{one.name}: {one.says}")
    for one in doubtful:
        print(f"look: {one.says}")
        print(f"  do: {one.remedy}")
    names = listed(dict.fromkeys(one.name for one in doubtful)) if doubtful else ""
    in_order = len(findings) - len(doubtful)
    print(
        f"{counted(in_order, 'thing')} in order, {len(doubtful)} to look at"
        + (f": {names}" if names else "")
    )
    return 1 if doubtful else 0
