"""What a built database holds on one person, journey, delivery or goal achievement."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from conversion_goals.database import quoted
from conversion_goals.mistake import Mistake
from conversion_goals.wording import listed

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

Row = dict[str, Any]

MODELS = (
    "conversion_goals__deliveries",
    "conversion_goals__journeys",
    "conversion_goals__achievements",
    "conversion_goals__near_misses",
    "conversion_goals__exit_checks",
    "int_achievement_history",
    "int_delivery_verdicts",
    "int_journey_verdicts",
    "int_leaf_values",
    "int_possible_touches",
    "int_workspaces",
    "base_customerio__campaign_goals",
    "stg_customerio__campaign_goals",
    "stg_customerio__campaigns",
    "stg_customerio__campaign_actions",
)
# Where an id of each kind stands.
KINDS = {
    "delivery": ("conversion_goals__deliveries", "delivery_id"),
    "journey": ("conversion_goals__journeys", "journey_id"),
    "person": ("int_delivery_verdicts", "person_id"),
    "achievement": ("int_achievement_history", "achievement_id"),
}
PEOPLE = ("int_delivery_verdicts", "conversion_goals__journeys", "int_achievement_history")


@dataclass(frozen=True)
class Thing:
    """What is to be explained."""

    kind: str
    workspace_id: str
    id: str


@dataclass(frozen=True)
class Facts:
    """All that is known of the person of a thing, and of the campaigns that they met."""

    thing: Thing
    as_of: Any
    deliveries: list[Row]
    journeys: list[Row]
    touches: list[Row]
    achievements: list[Row]
    near_misses: list[Row]
    leaves: list[Row]
    audience_leaves: list[Row]
    checks: list[Row]
    versions: list[Row]
    names: Mapping[tuple[str, str], str]


class Models:
    """The models of a built database by name."""

    def __init__(self, connection: DuckDBPyConnection) -> None:
        """Find where each of them stands, whatever schemas the project gave them."""
        self.connection = connection
        found = connection.execute(
            "select lower(table_name), list(table_schema) from information_schema.tables"
            " where table_catalog = current_catalog() and lower(table_name) in"
            " (select unnest(?)) group by 1",
            [list(MODELS)],
        ).fetchall()
        places = dict(found)
        missing = [name for name in MODELS if name not in places]
        if missing:
            raise Mistake(
                f"The database lacks {listed(missing[:3])}: run `conversion-goals build` first."
            )
        several = [name for name, schemas in places.items() if len(schemas) > 1]
        if several:
            raise Mistake(
                f"The model {several[0]} stands in {listed(sorted(places[several[0]]))}:"
                " explain reads a database in which the package is built once."
            )
        self.names = {name: f"{quoted(places[name][0])}.{quoted(name)}" for name in MODELS}

    def rows(self, model: str, where: str, given: Mapping[str, Any], rest: str = "") -> list[Row]:
        """Return the rows of a model for which a condition holds."""
        cursor = self.connection.execute(
            f"select * from {self.names[model]} where {where} {rest}", dict(given)
        )
        columns = [column[0] for column in cursor.description or []]
        return [dict(zip(columns, row, strict=True)) for row in cursor.fetchall()]


def find_thing(models: Models, given_id: str, workspace: str | None, kind: str | None) -> Thing:
    """Return what an id names; a mistake where it names nothing, or several things."""
    found = [
        (each, place)
        for each in ([kind] if kind else KINDS)
        for place in _workspaces_of(models, each, given_id)
        if workspace in (None, place)
    ]
    inside = f" in workspace {workspace}" if workspace else ""
    if not found:
        wanted = kind or listed(KINDS, last="or")
        raise Mistake(f"There is no {wanted} {given_id}{inside} in the built models.")
    places = sorted({place for _, place in found})
    if len(places) > 1:
        raise Mistake(
            f"{given_id} stands in workspaces {listed(places)}: choose one with --workspace."
        )
    if len(found) > 1:
        kinds = [each for each, _ in found]
        raise Mistake(f"{given_id} is a {listed(kinds)}{inside}: choose one with --kind.")
    return Thing(found[0][0], places[0], given_id)


def _workspaces_of(models: Models, kind: str, given_id: str) -> list[str]:
    model, column = KINDS[kind]
    found: set[str] = set()
    for each in PEOPLE if kind == "person" else (model,):
        query = f"select distinct workspace_id from {models.names[each]} where {quoted(column)} = ?"
        found |= {row[0] for row in models.connection.execute(query, [given_id]).fetchall()}
    return sorted(found)


def gather(models: Models, thing: Thing) -> Facts:
    """Read the facts of the thing's person; of the thing alone where nobody is on record."""
    person = _person_of(models, thing)
    given = {"workspace": thing.workspace_id, "person": person, "id": thing.id}
    theirs = "workspace_id = $workspace and person_id = $person"
    if person is None:
        theirs = "workspace_id = $workspace and person_id is null and $person is null"
    deliveries = models.rows("conversion_goals__deliveries", theirs + _own(thing, person), given)
    journeys = _journeys(models, thing, theirs, given, deliveries)
    own_given = {key: given[key] for key in ("workspace", "person")}
    return Facts(
        thing=thing,
        as_of=models.rows("int_workspaces", "workspace_id = $workspace", _only(given))[0]["as_of"],
        deliveries=deliveries,
        journeys=journeys,
        touches=models.rows("int_possible_touches", theirs, own_given),
        achievements=models.rows("conversion_goals__achievements", theirs, own_given),
        near_misses=models.rows("conversion_goals__near_misses", theirs, own_given),
        leaves=models.rows("int_leaf_values", f"{theirs} and event_id is not null", own_given),
        audience_leaves=_of_journeys(models, "int_leaf_values", given, journeys, "node_id"),
        checks=_of_journeys(models, "conversion_goals__exit_checks", given, journeys, "looked_at"),
        versions=_versions(models, given, deliveries, journeys),
        names=_names(models, given),
    )


def _only(given: Mapping[str, Any]) -> dict[str, Any]:
    return {"workspace": given["workspace"]}


def _own(thing: Thing, person: str | None) -> str:
    """Of nobody's rows those of the thing alone."""
    if person is not None:
        return " and $id is not null"
    column = "delivery_id" if thing.kind == "delivery" else "journey_id"
    return f" and {column} = $id"


def _person_of(models: Models, thing: Thing) -> str | None:
    if thing.kind == "person":
        return thing.id
    model, column = KINDS[thing.kind]
    given = {"workspace": thing.workspace_id, "id": thing.id}
    found = models.rows(model, f"workspace_id = $workspace and {quoted(column)} = $id", given)
    return found[0]["person_id"]


def _journeys(
    models: Models, thing: Thing, theirs: str, given: Mapping[str, Any], deliveries: Sequence[Row]
) -> list[Row]:
    """The person's, and those in which a delivery of theirs lies."""
    named = {row["journey_id"] for row in deliveries if row["journey_id"] is not None}
    if given["person"] is None and thing.kind == "journey":
        named.add(thing.id)
    found = []
    if given["person"] is not None:
        own = {key: given[key] for key in ("workspace", "person")}
        found = models.rows("conversion_goals__journeys", theirs, own)
    rest = named - {row["journey_id"] for row in found}
    if rest:
        where = "workspace_id = $workspace and list_contains($journeys, journey_id)"
        others = {**_only(given), "journeys": sorted(rest)}
        found += models.rows("conversion_goals__journeys", where, others)
    entries = _entries(models, given, [row["journey_id"] for row in found])
    return [{**row, **entries[row["journey_id"]]} for row in found]


def _entries(models: Models, given: Mapping[str, Any], journeys: list[str]) -> dict[str, Row]:
    """The trigger event of each journey, and whether its person already matched (A6)."""
    where = "workspace_id = $workspace and list_contains($journeys, journey_id)"
    named = {**_only(given), "journeys": journeys}
    rows = models.rows("int_journey_verdicts", where, named)
    added = ("trigger_event_id", "is_already_matched")
    return {row["journey_id"]: {name: row[name] for name in added} for row in rows}


def _of_journeys(
    models: Models, model: str, given: Mapping[str, Any], journeys: Sequence[Row], order: str
) -> list[Row]:
    where = "workspace_id = $workspace and list_contains($journeys, journey_id)"
    named = {**_only(given), "journeys": [row["journey_id"] for row in journeys]}
    return models.rows(model, where, named, f"order by {order}")


def _versions(
    models: Models,
    given: Mapping[str, Any],
    deliveries: Sequence[Row],
    journeys: Sequence[Row],
) -> list[Row]:
    """All versions of the campaigns, as they came: accepted ones with their rules, and rejected."""
    campaigns = sorted({row["campaign_id"] for row in (*deliveries, *journeys)} - {None})
    where = "workspace_id = $workspace and list_contains($campaigns, campaign_id)"
    named = {**_only(given), "campaigns": campaigns}
    raw = models.rows("base_customerio__campaign_goals", where, named)
    accepted = models.rows("stg_customerio__campaign_goals", where, named)
    return _standing_versions(raw, accepted)


def _standing_versions(raw: Sequence[Row], accepted: Sequence[Row]) -> list[Row]:
    """Of an accepted version the row that stands; of a rejected one each row (F6)."""
    from conversion_goals.goal_versions import read_time

    known = {row["goal_version_id"]: row for row in accepted}
    standing: dict[str, Row] = {}
    rejected = []
    for row in raw:
        row = {name: value if value is None else str(value) for name, value in row.items()}
        version, set_at = row["goal_version_id"], read_time(row["set_at"])
        if row["rejection_reason"] is None:
            same = known.get(version or "")
            if same is not None and set_at == same["set_at"]:
                standing[version] = {**row, "set_at": set_at, "rule_id": same["filter_rule_id"]}
        elif version not in known and set_at is not None:
            rejected.append({**row, "set_at": set_at})
    every = [*standing.values(), *rejected]
    return sorted(every, key=lambda row: (row["set_at"], row["goal_version_id"] or ""))


def _names(models: Models, given: Mapping[str, Any]) -> dict[tuple[str, str], str]:
    """What campaigns and messages are called."""
    where = "workspace_id = $workspace"
    campaigns = models.rows("stg_customerio__campaigns", where, _only(given))
    actions = models.rows("stg_customerio__campaign_actions", where, _only(given))
    named = {("campaign", row["campaign_id"]): row["campaign_name"] for row in campaigns}
    named |= {("message", row["action_id"]): row["action_name"] for row in actions}
    return {key: name for key, name in named.items() if name}
