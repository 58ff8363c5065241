"""A person's rows in the models: removed, with what others need to be made anew by the next run."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from conversion_goals.database import literal, quoted
from conversion_goals.forget_raw import WORKSPACE, among_found, their_rows
from conversion_goals.forgotten import is_theirs, raw_text
from conversion_goals.raw_tables import RAW_TABLES

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

ARRIVALS = "base_arrivals"
REJECTED = "base_rejected_rows"
RESOLVED = "base_resolved_"
# Keys that rows of several people can share.
SHARED_KEYS = {
    "deliveries": "delivery_id",
    "subjects": "subject_name",
    "events": "event_id",
    "metrics": "event_id",
    "outputs": "output_id",
}
KINDS = ("person", "journey", "delivery")
# A workspace without any accepted row in one of these is judged otherwise (X5).
JUDGED_BY = ("segment_changes", "attributes")


def model_names(
    connection: DuckDBPyConnection, models: Mapping[str, tuple[str, str]]
) -> tuple[dict[str, str], dict[str, set[str]]]:
    """Return the full names of the models that are there, and the columns of those with rows."""
    query = (
        "select lower(columns.table_schema), lower(columns.table_name), list(lower(column_name)),"
        " any_value(table_type) = 'BASE TABLE'"
        " from information_schema.columns inner join information_schema.tables"
        " using (table_catalog, table_schema, table_name)"
        " where table_catalog = current_catalog() group by 1, 2"
    )
    there = {(schema, name): rest for schema, name, *rest in connection.execute(query).fetchall()}
    names, columns = {}, {}
    for model, (schema, alias) in models.items():
        found = there.get((schema.lower(), alias.lower()))
        if found:
            names[model] = f"{quoted(schema)}.{quoted(alias)}"
            if found[1]:
                columns[model] = set(found[0])
    return names, columns


def note_rows(connection: DuckDBPyConnection, models: Mapping[str, str], workspace: str) -> None:
    """Before they go: the parts of the raw tables in which their rows lie, and their keys."""
    connection.execute(
        "create or replace temp table removed_parts (source_table varchar, workspace_id varchar,"
        " loaded_hour timestamp, rows bigint)"
    )
    connection.execute(
        "create or replace temp table removed_keys (source_table varchar, id varchar,"
        " journey_id varchar, delivery_id varchar)"
    )
    for table in RAW_TABLES:
        condition = their_rows(table)
        if condition is None:
            continue
        base = models[f"base_customerio__{table}"]
        connection.execute(
            f"insert into removed_parts select '{table}', {WORKSPACE}, loaded_hour, count(*)"
            f" from {base} where {condition} group by all",
            {"workspace": workspace},
        )
        if table in SHARED_KEYS:
            ties = {"deliveries": "subject_id", "outputs": "subject_name"}
            journey = raw_text(ties[table]) if table in ties else "null"
            delivery = raw_text("delivery_id") if table == "outputs" else "null"
            connection.execute(
                f"insert into removed_keys select distinct '{table}',"
                f" {raw_text(SHARED_KEYS[table])}, {journey}, {delivery}"
                f" from {base} where {condition}",
                {"workspace": workspace},
            )


def remove_model_rows(
    connection: DuckDBPyConnection,
    models: Mapping[str, str],
    columns: Mapping[str, set[str]],
    workspace: str,
) -> int:
    """Delete their rows from every table of the models; return how many those were."""
    given = {"workspace": workspace}
    removed = 0
    for model, there in columns.items():
        condition = _model_condition(model, there)
        if condition:
            statement = f"delete from {models[model]} where {condition}"
            removed += connection.execute(statement, given).fetchall()[0][0]
    if REJECTED in columns:
        removed += _remove_rejected(connection, models[REJECTED], given)
    return removed


def _model_condition(model: str, columns: set[str]) -> str | None:
    """What names the person; or what names nobody, in a journey or delivery that was theirs."""
    if "workspace_id" not in columns or model in (ARRIVALS, REJECTED):
        return None
    table = model.removeprefix(RESOLVED)
    if table != model and table in SHARED_KEYS:
        keys = f"(select id from removed_keys where source_table = '{table}')"
        return f"workspace_id = $workspace and {SHARED_KEYS[table]} in {keys}"
    either = []
    if table != model:
        either.append(among_found("person", "internal_customer_id"))
    things = [thing for thing in ("journey", "delivery") if f"{thing}_id" in columns]
    if things:
        ids = " or ".join(among_found(thing, f"{thing}_id") for thing in things)
        either.append(f"person_id is null and ({ids})" if "person_id" in columns else ids)
    if "person_id" in columns:
        either.append(among_found("person", "person_id"))
    if {"kind", "id"} <= columns:
        named = (f"kind = '{kind}' and {among_found(kind, 'id')}" for kind in KINDS)
        either.append(" or ".join(named))
    owners = sorted(column for column in columns if column.endswith("owner_id"))
    either += (f"{owner} in (select id from forgotten_person)" for owner in owners)
    return f"workspace_id = $workspace and ({' or '.join(either)})" if either else None


def _remove_rejected(
    connection: DuckDBPyConnection, rejected: str, given: Mapping[str, str]
) -> int:
    removed = 0
    for table in RAW_TABLES:
        theirs = is_theirs(table, _rejected_text, among_found)
        if theirs:
            statement = (
                f"delete from {rejected} where source_table = '{table}'"
                f" and workspace_id in ('', $workspace) and {theirs}"
            )
            removed += connection.execute(statement, dict(given)).fetchall()[0][0]
    return removed


def _rejected_text(column: str) -> str:
    return f"nullif(json_extract_string(raw_row, {literal('$.' + column)}), '')"


def settle_arrivals(
    connection: DuckDBPyConnection,
    models: Mapping[str, str],
    workspace: str,
) -> None:
    """After all is deleted: what remains counts as seen where it was, but for what was tied."""
    arrivals = models[ARRIVALS]
    part = " and ".join(
        f"parts.{column} = arrivals.{column}"
        for column in ("source_table", "workspace_id", "loaded_hour")
    )
    connection.execute(
        f"update {arrivals} as arrivals set raw_rows = raw_rows - parts.rows,"
        f" processed_rows = processed_rows - parts.rows from removed_parts as parts where {part}"
    )
    connection.execute(
        f"delete from {arrivals} as arrivals where raw_rows <= 0"
        f" and exists (select 1 from removed_parts as parts where {part})"
    )
    for table, condition in _tied_rows().items():
        connection.execute(
            f"update {arrivals} as arrivals set processed_rows = -1 from (select distinct"
            f" '{table}' as source_table, {WORKSPACE} as workspace_id, loaded_hour"
            f" from {models[f'base_customerio__{table}']}"
            f" where {WORKSPACE} = $workspace and ({condition})) as parts where {part}",
            {"workspace": workspace},
        )
    for table in JUDGED_BY:
        staged = f"stg_customerio__{table}"
        if staged in models:
            connection.execute(
                f"update {arrivals} set processed_rows = -1 where workspace_id = $workspace"
                " and source_table in ('deliveries', 'subjects')"
                f" and exists (select 1 from removed_parts where source_table = '{table}')"
                f" and not exists"
                f" (select 1 from {models[staged]} where workspace_id = $workspace)",
                {"workspace": workspace},
            )


def _tied_rows() -> dict[str, str]:
    """Which rows of others remain that were read together with removed ones, by raw table."""

    def removed(column: str, table: str) -> str:
        return f"(select {column} from removed_keys where source_table = '{table}')"

    tied = {
        table: f"{raw_text(key)} in {removed('id', table)}" for table, key in SHARED_KEYS.items()
    }
    # A delivery in a journey of theirs, or one that a step of theirs speaks of (T2).
    tied["deliveries"] += f" or {raw_text('subject_id')} in {removed('id', 'subjects')}"
    tied["deliveries"] += f" or {raw_text('delivery_id')} in {removed('delivery_id', 'outputs')}"
    # A journey in which a delivery of theirs lay, or that an event of theirs triggered.
    tied["subjects"] += f" or {raw_text('subject_name')} in {removed('journey_id', 'deliveries')}"
    tied["subjects"] += f" or {raw_text('event_id')} in {removed('id', 'events')}"
    return tied
