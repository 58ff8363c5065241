"""Why a delivery did or did not convert, told from a built database."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from conversion_goals.build import own_relations
from conversion_goals.database import asked, built_models
from conversion_goals.explain_facts import MODELS, Models, find_thing, gather
from conversion_goals.explain_story import Story, tell
from conversion_goals.mistake import Mistake
from conversion_goals.project import Project


@dataclass(frozen=True)
class Asked:
    """What is to be explained: an id, with its workspace and kind where it could be several."""

    id: str
    workspace: str | None = None
    kind: str | None = None


def explain_command(
    project: Project,
    given_vars: Mapping[str, Any],
    target: str | None,
    wanted: Asked,
    as_json: bool,
) -> int:
    """Print the story of what an id names; return the exit code."""
    story = explain(project, given_vars, target, wanted)
    if as_json:
        print(json.dumps(story, default=str, indent=2))
    else:
        _print_story(story)
    return 0


def explain(
    project: Project, given_vars: Mapping[str, Any], target: str | None, wanted: Asked
) -> Story:
    """Return the story of what an id names."""
    if project.engine != "postgres" and not project.duckdb_file().is_file():
        raise Mistake(f"There is no database {project.place}: name one with --database.")
    own = own_relations(project, given_vars, target, MODELS)
    with built_models(project), asked(project) as ask:
        models = Models(ask, own)
        thing = find_thing(models, wanted.id, wanted.workspace, wanted.kind)
        return tell(gather(models, thing))


def _print_story(story: Mapping[str, Any]) -> None:
    print(f"{story['kind']} {story['id']} in workspace {story['workspace_id']}")
    for each in story["story"]:
        rule = f" ({each['rule']})" if each["rule"] else ""
        print(f"{str(each['at']):<27} {each['says']}{rule}")
    print(f"as of {story['as_of']}:")
    for line in _verdict_lines(story["verdict"]):
        print(f"  {line}")


def _verdict_lines(verdict: Any) -> list[str]:
    if isinstance(verdict, list):
        return [
            f"campaign {each['campaign_id']}: {each['outcome']}"
            + (f" to delivery {each['delivery_id']}" if each["delivery_id"] else "")
            for each in verdict
        ] or ["it is looked at in no campaign"]
    if "says" in verdict:
        below = [line for each in verdict.get("deliveries", []) for line in _verdict_lines(each)]
        return [f"{verdict['says']} ({verdict['rule']})", *below]
    journeys = verdict["journeys"]
    told = {each["delivery_id"] for journey in journeys for each in journey["deliveries"]}
    alone = [each for each in verdict["deliveries"] if each["delivery_id"] not in told]
    return [line for each in (*journeys, *alone) for line in _verdict_lines(each)]
