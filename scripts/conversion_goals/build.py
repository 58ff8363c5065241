"""dbt build with what it needs checked before, and a summary after it."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

from conversion_goals.database import ASKABLE, among, asked, quoted, table_of, why_closed
from conversion_goals.dbt_run import DbtRun, package_relations, run_dbt
from conversion_goals.mistake import Mistake
from conversion_goals.preflight import check_ready
from conversion_goals.project import CLONE, DATABASE_VARIABLE, Project
from conversion_goals.show import print_heading, print_table
from conversion_goals.wording import counted, listed, shortened

MART = "conversion_goals__"
ROW_COUNTS = "conversion_goals__row_counts"
REJECTED_ROWS = "conversion_goals__rejected_rows"
# Rows shown of those that a check counts.
EXAMPLES = 3
# No column of theirs has this name.
COUNTED = "rows_that_conversion_goals_counts"


def build(project: Project, given_vars: Mapping[str, Any], arguments: Sequence[str] = ()) -> DbtRun:
    """Check what dbt needs, then run `dbt build`; a mistake is raised before dbt starts."""
    check_ready(project)
    print(f"building {project.place} ...", file=sys.stderr)
    with named_database(project):
        return run_dbt(project, "build", given_vars, arguments)


@contextmanager
def named_database(project: Project) -> Iterator[None]:
    """Tell dbt's profile the database file, by the environment, for as long as dbt runs."""
    before = os.environ.get(DATABASE_VARIABLE)
    if project.database:
        os.environ[DATABASE_VARIABLE] = str(project.database)
    try:
        yield
    finally:
        os.environ.pop(DATABASE_VARIABLE, None)
        if before is not None:
            os.environ[DATABASE_VARIABLE] = before


def own_relations(
    project: Project, given_vars: Mapping[str, Any], target: str | None, names: Sequence[str]
) -> dict[str, str]:
    """Return the full names that the package's models, these at least, have at the target.

    Found without dbt, which takes its time to start, where a build puts them by default; asked of
    dbt where that is unsure: a project may give them other names and schemas.
    A mistake where another version of the package built them.
    """
    with asked(project) as ask:
        found = ask(
            "select lower(table_name), table_schema, table_name from information_schema.tables"
            f" where table_catalog = current_database() and {among('lower(table_name)', names)}",
            names,
        )
    own = str(project.output.get("schema", "main"))
    if sorted(name for name, _, _ in found) == sorted(names) and all(
        schema == own or schema.startswith(f"{own}_") for _, schema, _ in found
    ):
        relations = {name: f"{quoted(schema)}.{quoted(table)}" for name, schema, table in found}
    else:
        with named_database(project):
            relations = package_relations(
                project, given_vars, ["--target", target] if target else []
            )
    _check_columns(project, {name: relations[name] for name in names if name in relations})
    return relations


def _check_columns(project: Project, relations: Mapping[str, str]) -> None:
    """Raise a mistake where a model that stands lacks a column that its page describes."""
    tables = [table_of(relation) for relation in relations.values()]
    with asked(project) as ask:
        found = ask(
            "select lower(table_schema), lower(table_name), lower(column_name)"
            " from information_schema.columns where table_catalog = current_database()"
            f" and {among('lower(table_name)', tables)}",
            tables,
        )
    columns: dict[str, set[str]] = {}
    for schema, table, column in found:
        columns.setdefault(f"{quoted(schema)}.{quoted(table)}", set()).add(column)
    for name, relation in relations.items():
        standing = columns.get(relation.lower())
        lacking = [c for c in _described_columns(name) if standing and c not in standing]
        if lacking:
            raise Mistake(
                f"{project.place} was built by another version of the package: {name} there lacks"
                f" {listed(lacking)}. Run `conversion-goals build --full-refresh`, then this again."
            )


def _described_columns(model: str) -> list[str]:
    """Return the columns that a model's page describes: all of a mart, of others what is new."""
    import yaml

    # libyaml's, several times as fast; PyYAML may have been built without it.
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    return [
        column["name"]
        for page in (CLONE / "models").rglob(f"{model}.yml")
        for each in yaml.load(page.read_text(encoding="utf-8"), loader)["models"]
        for column in each.get("columns", [])
    ]


def print_summary(project: Project, run: DbtRun) -> None:
    """Print what a build made, what it set aside, what it warns of and what failed."""
    if project.engine in ASKABLE and run.relations:
        _print_counts(project, run)
    for title, lines in (
        ("Warnings", run.warnings),
        ("Failed checks", run.failed_checks),
        ("Could not run", run.errors),
        ("Not built because of that", [", ".join(run.skipped)] if run.skipped else []),
    ):
        if lines:
            print_heading(title)
            for line in lines:
                print(f"- {line}")
                for example in _examples(project, run, line):
                    print(f"  {example}")
    done = [counted(number, kind.replace("_", " ")) for kind, number in run.done.items()]
    print(f"\n{listed(done or ['nothing'])} in {run.seconds:.1f} s; database: {project.place}")


def _examples(project: Project, run: DbtRun, line: str) -> list[str]:
    """The first rows that a warning or a failed check counts, as column = value.

    None where the runner cannot ask what dbt could: a check of the user's own may read more than
    this database.
    """
    if line not in run.rows_of or project.engine not in ASKABLE:
        return []
    query = (
        f"select cast(to_json({COUNTED}) as varchar) from (\n{run.rows_of[line]}\n) as {COUNTED}"
        f" order by 1 limit {EXAMPLES}"
    )
    try:
        with asked(project) as ask:
            rows = [json.loads(row) for (row,) in ask(query)]
    except Exception:
        return []
    return [", ".join(f"{name} = {_shown(value)}" for name, value in row.items()) for row in rows]


def _shown(value: Any) -> str:
    """A value in one line, no longer than a line."""
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    return shortened("".join(char if char.isprintable() else "\ufffd" for char in text))


def _print_counts(project: Project, run: DbtRun) -> None:
    marts = {name: where for name, where in run.relations.items() if name.startswith(MART)}
    with asked(project) as ask:
        rows = [
            (name, ask(f"select count(*) from {where}")[0][0])
            for name, where in sorted(marts.items())
            if name not in run.on_demand
        ]
        raw = []
        if ROW_COUNTS in marts:
            query = (
                "select source_table, raw_rows, accepted, rejected, duplicates"
                f" from {marts[ROW_COUNTS]} order by source_table"
            )
            raw = ask(query)
    if rows:
        print_heading("Marts")
        print_table(("mart", "rows"), rows)
    if raw:
        print_heading("Raw tables")
        print_table(("raw table", "rows", "accepted", "rejected", "duplicates"), raw)
    if REJECTED_ROWS in marts and any(rejected for *_, rejected, _ in raw):
        print(f"why rows were rejected: select * from {marts[REJECTED_ROWS]}")


def build_command(project: Project, given_vars: Mapping[str, Any], arguments: Sequence[str]) -> int:
    """Build, print the summary, and return the exit code."""
    run = build(project, given_vars, arguments)
    if run.errors and not run.done:
        sentence = " ".join(run.errors)
        # Another run that began after the first look at the file.
        is_locked = "Could not set lock on file" in sentence
        raise Mistake(why_closed(str(project.database), sentence) if is_locked else sentence)
    print_summary(project, run)
    return run.exit_code
