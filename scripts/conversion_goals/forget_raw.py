"""A person's rows in the raw tables: found, and removed with what only belongs to them."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from conversion_goals.database import quoted, raw_relations, standing_table
from conversion_goals.forgotten import PERSON, PERSON_TABLES, folded, is_theirs, raw_text
from conversion_goals.mistake import Mistake
from conversion_goals.project import Project

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

LISTS = "segment-lists"  # the source of rows that lists leave there
LINES_SET_ASIDE = "_lines_set_aside"
WORKSPACE = f"coalesce({raw_text('workspace_id')}, '')"
# A row of a list names its person in one place, and a segment may be called like them.
LINE_IS_THEIRS = (
    f"case when source = '{LISTS}' then json_extract_string(line, '$.{PERSON}') = $person"
    " else len(list_filter($names, lambda name: contains("
    f" case when contains(name, '@') then lower(line) else line end, {folded('name')}))) > 0 end"
)

# What the person is called: their id, and what people says beside it.
FIND_NAMES = f"""
    create or replace temp table forgotten_name as
    select distinct {folded("name")} as id
    from (
        select $person as name
        union all
        select unnest({{names}}) from {{people}} where {{here_or_none}} and {{person}} = $person
    )
    where name is not null
"""

# A journey is theirs if its rows name them and nobody else; where no row of it names anybody,
# its deliveries do. So is a delivery; one that names nobody is its journey's.
FIND_JOURNEYS = """
    create or replace temp table journeys_by_person as
    with named as (
        select {journey} as journey_id, {person} = $person as is_theirs, true as is_own
        from {subjects} where {here}
        union all
        select {journey_of_delivery}, {person} = $person, false from {deliveries} where {here}
    ),
    judged as (
        select
            journey_id,
            coalesce(
                bool_and(is_theirs) filter (is_own), bool_and(is_theirs) filter (not is_own)
            ) as is_theirs
        from named where journey_id is not null group by journey_id
    )
    select * from judged where is_theirs is not null
"""
FIND_DELIVERIES = """
    create or replace temp table forgotten_delivery as
    select {delivery} as id from {deliveries} as deliveries
    left join journeys_by_person on {journey_of_delivery} = journeys_by_person.journey_id
    where {here} and {delivery} is not null
    group by all
    having bool_and(coalesce({person} = $person, is_theirs))
"""


def find_theirs(
    connection: DuckDBPyConnection, tables: Mapping[str, str], person: str, workspace: str
) -> None:
    """Fill the temporary tables forgotten_person, _name, _journey and _delivery."""
    connection.execute("create or replace temp table forgotten_person as select ? as id", [person])
    empty = "(select null as workspace_id, null as {0} where false)"
    words = {
        "subjects": tables.get("subjects", empty.format(f"subject_name, null as {PERSON}")),
        "deliveries": tables.get(
            "deliveries", empty.format(f"delivery_id, null as subject_id, null as {PERSON}")
        ),
        "people": tables.get(
            "people", empty.format(f"customer_id, null as email_addr, null as {PERSON}")
        ),
        "names": f"[{raw_text('customer_id')}, {raw_text('email_addr')}]",
        "person": raw_text(PERSON),
        "journey": raw_text("subject_name"),
        "journey_of_delivery": raw_text("subject_id"),
        "delivery": raw_text("delivery_id"),
        "here": f"{WORKSPACE} = $workspace",
        "here_or_none": f"{WORKSPACE} in ('', $workspace)",
    }
    given = {"person": person, "workspace": workspace}
    connection.execute(FIND_NAMES.format(**words), given)
    connection.execute(FIND_JOURNEYS.format(**words), given)
    connection.execute(
        "create or replace temp table forgotten_journey as"
        " select journey_id as id from journeys_by_person where is_theirs"
    )
    connection.execute(FIND_DELIVERIES.format(**words), given)


def among_found(thing: str, id_: str) -> str:
    """Whether an id is one of those found; false for a null."""
    return f"coalesce({id_} in (select id from forgotten_{thing}), false)"


def their_rows(table: str) -> str | None:
    """Return the SQL condition on a raw table for the rows to remove; needs $workspace."""
    theirs = is_theirs(table, raw_text, among_found)
    return theirs and f"{WORKSPACE} in ('', $workspace) and {theirs}"


def remove_raw_rows(
    connection: DuckDBPyConnection, tables: Mapping[str, str], workspace: str
) -> dict[str, int]:
    """Delete their rows from the raw tables; return the number by table."""
    removed = {}
    for table, name in tables.items():
        condition = their_rows(table)
        if condition:
            statement = f"delete from {name} where {condition}"
            count = connection.execute(statement, {"workspace": workspace}).fetchall()[0][0]
            removed[table] = count
    return removed


def remove_set_aside_lines(
    connection: DuckDBPyConnection, project: Project, person: str, workspace: str
) -> int:
    """Delete the lines set aside at load that hold an id or address of theirs; return how many."""
    lines = standing_table(connection, project.raw_schema, LINES_SET_ASIDE)
    if lines is None:
        return 0
    names = [name for (name,) in connection.execute("from forgotten_name").fetchall()]
    statement = f"delete from {lines} where workspace_id in ('', $workspace) and {LINE_IS_THEIRS}"
    given = {"names": _in_json(names), "workspace": workspace, "person": person}
    return connection.execute(statement, given).fetchall()[0][0]


def workspaces_of_lines(connection: DuckDBPyConnection, project: Project, person: str) -> list[str]:
    """Return the workspaces of the lines set aside at load that hold the person's id."""
    lines = standing_table(connection, project.raw_schema, LINES_SET_ASIDE)
    if lines is None:
        return []
    query = f"select distinct workspace_id from {lines} where {LINE_IS_THEIRS} order by all"
    given = {"names": _in_json([person]), "person": person}
    return [one for (one,) in connection.execute(query, given).fetchall()]


def _in_json(names: Iterable[str]) -> list[str]:
    """Return how ids stand in a line of JSON: in quotes, or as a number."""
    spelled = [json.dumps(name, ensure_ascii=False) for name in sorted(names)]
    return spelled + [f":{name}{end}" for name in names if name.isdigit() for end in ",}"]


def raw_names(connection: DuckDBPyConnection, project: Project) -> dict[str, str]:
    """Return the full names of the raw tables that are there; a view among them is a mistake."""
    names = {}
    relations = raw_relations(lambda query: connection.execute(query).fetchall(), project)
    for table, kind in relations.items():
        name = project.raw_name(table)
        if kind == "VIEW":
            raise Mistake(
                f"{project.raw_schema}.{name} is a view: remove the person from what it reads, then"
                " build with --full-refresh."
            )
        names[table] = f"{quoted(project.raw_schema)}.{quoted(name)}"
    return names


def workspaces_of(
    connection: DuckDBPyConnection, tables: Mapping[str, str], person: str
) -> list[str]:
    """Return the workspaces whose raw rows name the person; '' where a row has none."""
    names = [tables[table] for table in PERSON_TABLES if table in tables]
    selects = [
        f"select {WORKSPACE} as workspace_id from {name} where {raw_text(PERSON)} = $person"
        for name in names
    ]
    if not selects:
        return []
    query = f"select distinct workspace_id from ({' union all '.join(selects)}) order by all"
    return [one for (one,) in connection.execute(query, {"person": person}).fetchall()]
