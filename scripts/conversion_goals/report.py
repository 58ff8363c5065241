"""The report: one HTML file of a built database that works offline."""

from __future__ import annotations

import json
import sys
import webbrowser
from collections.abc import Mapping
from datetime import date, datetime
from pathlib import Path
from typing import Any

from conversion_goals.build import MART, named_database
from conversion_goals.database import opened, quoted
from conversion_goals.dbt_run import package_relations
from conversion_goals.mistake import Mistake
from conversion_goals.project import Project
from conversion_goals.report_data import read_report

PAGE = Path(__file__).parent / "report_page"
PAGE_NAME = "conversion_goals_report.html"
NEEDED = ("deliveries", "journeys", "campaign_metrics")


def report_command(
    project: Project,
    given_vars: Mapping[str, Any],
    target: str | None,
    output: str | None,
    is_opened: bool,
) -> int:
    """Write the page, print where it is, and return the exit code."""
    if not project.duckdb_file().is_file():
        raise Mistake(f"There is no database {project.database}: name another with --database.")
    print(f"reading {project.database} ...", file=sys.stderr)
    with named_database(project):
        relations = package_relations(project, given_vars, ["--target", target] if target else [])
    path = Path(output) if output else project.target_folder / PAGE_NAME
    write_report(project, relations, path)
    print(f"report: {path.resolve()} ({path.stat().st_size / 1e6:.1f} MB)")
    if is_opened and not webbrowser.open(path.resolve().as_uri()):
        print("No browser could be opened: open the file yourself.", file=sys.stderr)
    return 0


def write_report(project: Project, relations: Mapping[str, str], path: Path) -> None:
    """Make the page of the marts that the relations name."""
    with opened(project, read_only=True) as connection:
        names = _names_there(connection, project, relations)
        missing = [name for name in NEEDED if name not in names]
        if missing:
            raise Mistake(
                f"{project.database} has no {MART}{missing[0]}: build it first with"
                " `conversion-goals build`."
            )
        data = read_report(connection, names)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(render(data), encoding="utf-8")


def _names_there(connection: Any, project: Project, relations: Mapping[str, str]) -> dict[str, str]:
    """The marts by their short names, what tells as of when, and the platform's own metrics."""
    query = (
        "select lower(table_schema), lower(table_name) from information_schema.tables"
        " where table_catalog = current_catalog()"
    )
    there = {f"{schema}.{name}" for schema, name in connection.execute(query).fetchall()}
    wanted = {name.removeprefix(MART): where for name, where in relations.items() if MART in name}
    if "int_workspaces" in relations:
        wanted["workspaces"] = relations["int_workspaces"]
    wanted["metrics"] = f"{quoted(project.raw_schema)}.{quoted(project.raw_name('metrics'))}"
    return {name: where for name, where in wanted.items() if _schema_and_name(where) in there}


def _schema_and_name(relation: str) -> str:
    """A relation's own name behind its schema's, whether or not a database stands before."""
    return ".".join(relation.replace('"', "").lower().split(".")[-2:])


def render(data: Mapping[str, Any]) -> str:
    """Put data, style, program and chart library into one page."""
    import vl_convert

    text = json.dumps(data, default=_plain, ensure_ascii=False, separators=(",", ":"))
    # Within a script element only `<` could end it.
    parts = {
        "style": (PAGE / "page.css").read_text(encoding="utf-8"),
        "data": text.replace("<", "\\u003c"),
        "library": vl_convert.javascript_bundle("window.vegaEmbed = vegaEmbed;").replace(
            "</script", "<\\/script"
        ),
        "program": (PAGE / "page.js").read_text(encoding="utf-8"),
    }
    page = (PAGE / "page.html").read_text(encoding="utf-8")
    for name, part in parts.items():
        before, _, after = page.partition(f"{{{{ {name} }}}}")
        page = before + part + after
    return page


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.isoformat(sep=" ", timespec="seconds")
    if isinstance(value, date):
        return value.isoformat()
    raise TypeError(f"no JSON for {type(value)}")
