"""What a built database holds on one person, journey, delivery or goal achievement."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from conversion_goals.database import Ask, among, quoted, table_of
from conversion_goals.mistake import Mistake
from conversion_goals.wording import listed

Row = dict[str, Any]

# A window may end after the last moment that Python knows.
LAST_MOMENT = (
    "case when {0} is not null then least({0}, timestamp '9999-12-31 23:59:59.999999') end"
)
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
    "conversion_goals__rejected_rows",
    "stg_customerio__campaign_goals",
    "stg_customerio__campaigns",
    "stg_customerio__campaign_actions",
    "stg_customerio__deliveries",
    "stg_customerio__metrics",
    "stg_customerio__outputs",
)
# Where an id of each kind stands.
KINDS = {
    "delivery": ("conversion_goals__deliveries", "delivery_id"),
    "journey": ("conversion_goals__journeys", "journey_id"),
    "person": ("int_delivery_verdicts", "person_id"),
    "achievement": ("int_achievement_history", "achievement_id"),
}
RAW_TABLE_OF = {
    "delivery": "deliveries",
    "journey": "subjects",
    "person": "people",
    "achievement": "events",
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
    metrics: list[Row]
    achievements: list[Row]
    near_misses: list[Row]
    # Of filters that an event failed, and of audiences at each checkpoint of a journey.
    leaves: list[Row]
    checks: list[Row]
    versions: list[Row]
    names: Mapping[tuple[str, str], str]
    # Whether the type of each delivery can convert: always, opt_in, never or unknown (E1, E2).
    types: Mapping[str, str]


class Models:
    """The models of a built database by name."""

    def __init__(self, ask: Ask, own: Mapping[str, str] | None = None) -> None:
        """Find where each of them stands, whatever schemas the project gave them.

        `own` has the full names of the project's models, for a database that has several by a name.
        """
        self.ask = ask
        self.names: dict[str, str] = {}
        tables = [table_of(own[name]) for name in MODELS if name in own] if own else MODELS
        found = ask(
            "select table_schema, table_name, column_name,"
            " left(lower(data_type), 9) = 'timestamp' from information_schema.columns"
            f" where table_catalog = current_database() and {among('lower(table_name)', tables)}"
            " order by table_schema, table_name, ordinal_position",
            tables,
        )
        models = {place.lower(): name for name, place in (own or {}).items()}
        self.columns: dict[str, dict[str, str]] = {}
        for schema, table, column, is_time in found:
            place = f"{quoted(schema)}.{quoted(table)}"
            name = table.lower() if own is None else models.get(place.lower())
            if name not in MODELS:
                continue
            self.names[name] = place
            value = LAST_MOMENT.format(quoted(column)) if is_time else quoted(column)
            self.columns.setdefault(place, {})[column] = value
        missing = [name for name in MODELS if name not in self.names]
        if missing:
            raise Mistake(
                f"The database lacks {listed(missing[:3])}: run `conversion-goals build` first."
            )

    def rows(self, model: str, where: str, given: Sequence[Any], order: Sequence[str]) -> list[Row]:
        """Return the rows of a model for which a condition holds, with a `?` for each value."""
        columns = self.columns[self.names[model]]
        found = self.ask(
            f"select {', '.join(columns.values())} from {self.names[model]} where {where}",
            given,
        )
        rows = [dict(zip(columns, row, strict=True)) for row in found]
        # Not in SQL, where the order of texts is the database's own.
        return sorted(rows, key=lambda row: [row[name] for name in order])


def find_thing(models: Models, given_id: str, workspace: str | None, kind: str | None) -> Thing:
    """Return what an id names; a mistake where it names nothing, or several things."""
    found = [
        (each, place)
        for each in ([kind] if kind else KINDS)
        for place in _workspaces_of(models, each, given_id)
        if workspace in (None, place)
    ]
    inside = f" in workspace {workspace}" if workspace else ""
    if not found and not given_id:
        wanted = listed(KINDS, last="or")
        raise Mistake(f"The id is empty: name a {wanted} of the built models.")
    if not found:
        wanted = kind or listed(KINDS, last="or")
        aside = _set_aside(models, given_id, workspace, kind)
        raise Mistake(f"There is no {wanted} {given_id}{inside} in the built models{aside}.")
    places = sorted({place for _, place in found})
    if len(places) > 1:
        # Blanks at the ends would not be seen.
        named = [place if place == place.strip() else f"'{place}'" for place in places]
        raise Mistake(
            f"{given_id} stands in workspaces {listed(named)}: choose one with --workspace."
        )
    if len(found) > 1:
        kinds = [each for each, _ in found]
        raise Mistake(f"{given_id} is a {listed(kinds)}{inside}: choose one with --kind.")
    return Thing(found[0][0], places[0], given_id)


def _set_aside(models: Models, given_id: str, workspace: str | None, kind: str | None) -> str:
    """Say where a row of that id was rejected, and why (Q1)."""
    found = models.rows(
        "conversion_goals__rejected_rows",
        "source_key = ?",
        [given_id],
        ("source_table", "reason"),
    )
    tables = [RAW_TABLE_OF[kind]] if kind else RAW_TABLE_OF.values()
    reasons = dict.fromkeys(
        f"a row of {row['source_table']} with that key was set aside: {row['reason']}"
        for row in found
        if row["source_table"] in tables and workspace in (None, row["workspace_id"])
    )
    return "".join(f"; {reason}" for reason in reasons)


def _workspaces_of(models: Models, kind: str, given_id: str) -> list[str]:
    model, column = KINDS[kind]
    found: set[str] = set()
    for each in PEOPLE if kind == "person" else (model,):
        query = f"select distinct workspace_id from {models.names[each]} where {quoted(column)} = ?"
        found |= {row[0] for row in models.ask(query, [given_id])}
    return sorted(found)


def gather(models: Models, thing: Thing) -> Facts:
    """Read the facts of the thing's person; of the thing alone where nobody is on record."""
    place, person = thing.workspace_id, _person_of(models, thing)
    theirs, given = "workspace_id = ? and person_id = ?", [place, person]
    if person is None:
        own = "delivery_id" if thing.kind == "delivery" else "journey_id"
        theirs, given = f"workspace_id = ? and person_id is null and {own} = ?", [place, thing.id]

    def of_person(model: str, *order: str) -> list[Row]:
        return models.rows(model, theirs, given, order) if person else []

    deliveries = models.rows(
        "conversion_goals__deliveries", theirs, given, ("created_at", "delivery_id")
    )
    journeys = _journeys(models, thing, of_person, deliveries)

    # Person by person: of these views DuckDB then makes theirs alone.
    people = sorted({person, *(row["person_id"] for row in journeys)} - {None})
    nobodys = [row["journey_id"] for row in journeys if row["person_id"] is None]

    def of_people(model: str, order: str) -> list[Row]:
        asked = [("person_id = ?", [each]) for each in people]
        if nobodys:
            asked.append((f"person_id is null and {among('journey_id', nobodys)}", nobodys))
        return [
            row
            for where, values in asked
            for row in models.rows(
                model, f"workspace_id = ? and {where}", [place, *values], (order,)
            )
        ]

    ids = [row["delivery_id"] for row in deliveries]
    of_deliveries = f"workspace_id = ? and {among('delivery_id', ids)}"
    metrics = models.rows(
        "stg_customerio__metrics", of_deliveries, [place, *ids], ("happened_at", "metric_id")
    )
    touches = models.rows("int_possible_touches", theirs, given, ("touched_at", "touch"))
    untracked = models.rows(
        "stg_customerio__outputs", f"{of_deliveries} and link_tracked = false", [place, *ids], ()
    )
    return Facts(
        thing=thing,
        as_of=models.rows("int_workspaces", "workspace_id = ?", [place], ())[0]["as_of"],
        deliveries=deliveries,
        journeys=journeys,
        touches=[{**row, "is_tracked": True} for row in touches]
        + _untracked_clicks(
            metrics, {row["delivery_id"] for row in untracked} & _creditable(deliveries)
        ),
        metrics=metrics,
        achievements=of_person(
            "conversion_goals__achievements", "achieved_at", "achievement_id", "campaign_id"
        ),
        near_misses=of_person("conversion_goals__near_misses", "achieved_at", "achievement_id"),
        leaves=of_people("int_leaf_values", "node_id"),
        checks=of_people("conversion_goals__exit_checks", "looked_at"),
        versions=_versions(models, place, (*deliveries, *journeys)),
        names=_names(models, place),
        types={
            row["delivery_id"]: row["can_convert"] if row["is_known_type"] else "unknown"
            for row in models.rows("stg_customerio__deliveries", of_deliveries, [place, *ids], ())
        },
    )


def _creditable(deliveries: Sequence[Row]) -> set[str]:
    """E5, T3: the deliveries that can have touches."""
    return {
        row["delivery_id"]
        for row in deliveries
        if row["received_at"] and row["reason"] != "ineligible_type"
    }


def _untracked_clicks(metrics: Sequence[Row], untracked: set[str]) -> list[Row]:
    """T2: the clicks that are no touch, as rows like those of touches."""
    clicks: dict[tuple[str, datetime], list[Row]] = {}
    for row in metrics:
        if row["metric"] == "clicked" and row["delivery_id"] in untracked:
            clicks.setdefault((row["delivery_id"], row["happened_at"]), []).append(row)
    return [
        {
            "delivery_id": delivery,
            "touch": "clicked",
            "touched_at": at,
            "is_by_machine": all(row["is_by_machine"] for row in rows),
            "is_counted": False,
            "is_tracked": False,
        }
        for (delivery, at), rows in clicks.items()
    ]


def _person_of(models: Models, thing: Thing) -> str | None:
    if thing.kind == "person":
        return thing.id
    model, column = KINDS[thing.kind]
    where = f"workspace_id = ? and {quoted(column)} = ?"
    return models.rows(model, where, [thing.workspace_id, thing.id], ())[0]["person_id"]


def _journeys(
    models: Models, thing: Thing, of_person: Callable[..., list[Row]], deliveries: Sequence[Row]
) -> list[Row]:
    """The person's, and those in which a delivery of theirs lies."""
    named = {row["journey_id"] for row in deliveries} - {None}
    if thing.kind == "journey":
        named.add(thing.id)

    def every(model: str) -> list[Row]:
        found = of_person(model)
        rest = sorted(named - {row["journey_id"] for row in found})
        where, given = f"workspace_id = ? and {among('journey_id', rest)}", [thing.workspace_id]
        return found + (models.rows(model, where, [*given, *rest], ()) if rest else [])

    # The trigger event of each, and whether its person already matched (A6).
    added = ("trigger_event_id", "is_already_matched")
    entries = {
        row["journey_id"]: {name: row[name] for name in added}
        for row in every("int_journey_verdicts")
    }
    journeys = [
        {**row, **entries[row["journey_id"]]} for row in every("conversion_goals__journeys")
    ]
    return sorted(journeys, key=lambda row: (row["entered_at"], row["journey_id"]))


def _versions(models: Models, place: str, rows: Sequence[Row]) -> list[Row]:
    """All versions of the campaigns: accepted ones, and each rejected row (F6)."""
    campaigns = {row["campaign_id"] for row in rows} - {None}
    every = models.rows("stg_customerio__campaign_goals", "workspace_id = ?", [place], ())
    accepted = {row["goal_version_id"]: _with_raw_names(row) for row in every}
    where = "workspace_id = ? and source_table = 'campaign_goals'"
    rejected = [
        {**json.loads(row["raw_row"]), "rejection_reason": row["reason"]}
        for row in models.rows("conversion_goals__rejected_rows", where, [place], ())
    ]
    dated = [{**row, "set_at": _canonical_time(row["set_at"])} for row in rejected]
    standing = [
        *accepted.values(),
        *(row for row in dated if row["goal_version_id"] not in accepted and row["set_at"]),
    ]
    return sorted(
        (row for row in standing if row["campaign_id"] in campaigns),
        key=lambda row: (row["set_at"], row["goal_version_id"] or ""),
    )


def _with_raw_names(version: Row) -> Row:
    """A goal version as its words read it: by the names of the raw columns, numbers as text."""
    name, frame = version["goal_name"], version["time_frame_seconds"]
    return {
        **version,
        "event_name": name,
        "segment_id": name,
        "time_frame_seconds": None if frame is None else str(frame),
        "filter": version["filter_json"],
        "audience": version["audience_json"],
    }


def _canonical_time(text: str | None) -> datetime | None:
    """The time of a raw row as JSON, where it could be read (Q2)."""
    try:
        return datetime.strptime(text or "", "%Y-%m-%dT%H:%M:%S.%fZ")
    except ValueError:
        return None


def _names(models: Models, place: str) -> dict[tuple[str, str], str]:
    """What campaigns and messages are called."""
    campaigns = models.rows("stg_customerio__campaigns", "workspace_id = ?", [place], ())
    actions = models.rows("stg_customerio__campaign_actions", "workspace_id = ?", [place], ())
    named = {("campaign", row["campaign_id"]): row["campaign_name"] for row in campaigns}
    named |= {("message", row["action_id"]): row["action_name"] for row in actions}
    return {key: name for key, name in named.items() if name}
