"""The report: one HTML file of a built database that works offline."""

from __future__ import annotations

import json
import sys
import webbrowser
from collections.abc import Mapping
from datetime import date, datetime
from pathlib import Path
from typing import Any

from conversion_goals.build import MART, own_relations
from conversion_goals.database import asked, built_models, quoted
from conversion_goals.mistake import Mistake
from conversion_goals.project import Project
from conversion_goals.report_data import QUESTIONS, read_report
from conversion_goals.report_misses import tell_misses
from conversion_goals.warehouse_copy import (
    THERE,
    check_readable,
    readable,
    those_there,
    with_text_ids,
)

PAGE = Path(__file__).parent / "report_page"
PAGE_NAME = "conversion_goals_report.html"
NEEDED = ("deliveries", "journeys", "campaign_metrics")
NEAR_MISSES = f"{MART}near_misses"
WORKSPACES = "int_workspaces"
MARTS = (*NEEDED, "message_metrics")


def report_command(
    project: Project,
    given_vars: Mapping[str, Any],
    target: str | None,
    output: str | None,
    is_opened: bool,
) -> int:
    """Write the page, print where it is, and return the exit code."""
    check_readable(project)
    print(f"reading {project.place} ...", file=sys.stderr)
    names = (*map(MART.__add__, MARTS), NEAR_MISSES, WORKSPACES)
    relations = own_relations(project, given_vars, target, names)
    path = Path(output) if output else project.target_folder / PAGE_NAME
    with built_models(project):
        write_report(project, relations, path)
    print(f"report: {path.resolve()} ({path.stat().st_size / 1e6:.1f} MB)")
    if is_opened and not webbrowser.open(path.resolve().as_uri()):
        print("No browser could be opened: open the file yourself.", file=sys.stderr)
    return 0


def write_report(project: Project, relations: Mapping[str, str], path: Path) -> None:
    """Make the page of the marts that the relations name."""
    with readable(project, _wanted(project, relations), QUESTIONS) as (connection, names):
        missing = [name for name in NEEDED if name not in names]
        if missing:
            raise Mistake(
                f"{project.place} has no {MART}{missing[0]}: build it first with"
                " `conversion-goals build`."
            )
        if "metrics" in names:
            names["metrics"] = with_text_ids(connection, names["metrics"])
        data = read_report(connection, names)
    with asked(project) as ask:
        # Not among what is copied from another engine: of the whole view a few rows are told.
        wanted = {name: relations[name] for name in (NEAR_MISSES,) if name in relations}
        for where in those_there(wanted, ask(THERE)).values():
            tell_misses(data, ask, where)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(render(data), encoding="utf-8")


def _wanted(project: Project, relations: Mapping[str, str]) -> dict[str, str]:
    """The marts by their short names, what tells as of when, and the platform's own metrics."""
    wanted = {
        name.removeprefix(MART): relations[name]
        for name in map(MART.__add__, MARTS)
        if name in relations
    }
    if WORKSPACES in relations:
        wanted["workspaces"] = relations[WORKSPACES]
    wanted["metrics"] = f"{quoted(project.raw_schema)}.{quoted(project.raw_name('metrics'))}"
    return wanted


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
