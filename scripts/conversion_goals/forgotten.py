"""Whom the raw tables must not hold any more, and which raw rows are theirs."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from conversion_goals.database import literal, quoted, standing_table
from conversion_goals.raw_values import read_as

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

LEDGER = "_forgotten_people"
# The sha256 stands for the id, of a person, of what they were called (that, customer_id, address),
# and of the journeys and deliveries that were theirs.
LEDGER_COLUMNS = "workspace_id varchar, thing varchar, sha256 varchar, forgotten_at timestamp"
THINGS = ("person", "name", "journey", "delivery")
PERSON = "internal_customer_id"
PERSON_TABLES = ("deliveries", "subjects", "people", "attributes", "events", "segment_changes")


def is_theirs(
    table: str, text: Callable[[str], str], among: Callable[[str, str], str]
) -> str | None:
    """Return the SQL that says whether a raw row is a forgotten person's; None for no such table.

    A row that names a person is that person's alone. One that names nobody is of the journey or
    delivery that it names. `text` reads a column; `among` asks whether a thing is forgotten.
    """
    if table == "metrics":
        return among("delivery", text("delivery_id"))
    if table == "outputs":
        by_delivery = among("delivery", text("delivery_id"))
        journey = text("subject_name")
        return f"({among('journey', journey)} or ({journey} is null and {by_delivery}))"
    if table not in PERSON_TABLES:
        return None
    named = among("person", text(PERSON))
    nobody = f"{text(PERSON)} is null"
    if table == "subjects":
        return f"({named} or ({nobody} and {among('journey', text('subject_name'))}))"
    if table == "deliveries":
        by_delivery = among("delivery", text("delivery_id"))
        by_journey = among("journey", text("subject_id"))
        return f"({named} or ({nobody} and ({by_delivery} or {by_journey})))"
    return named


def make_ledger(connection: DuckDBPyConnection, schema: str) -> str:
    """Create the ledger, unless it is there; return its full name."""
    ledger = f"{schema}.{LEDGER}"
    connection.execute(f"create table if not exists {ledger} ({LEDGER_COLUMNS})")
    return ledger


def folded(name: str) -> str:
    """Read a name so that an address is the same in any capitals; an id is not."""
    return f"case when contains({name}, '@') then lower({name}) else {name} end"


def raw_text(column: str) -> str:
    """Read an id of a raw table as the models do: as text, and empty text is none."""
    return f"nullif({read_as('text', quoted(column))}, '')"


def refused_at_load(
    connection: DuckDBPyConnection, schema: str, table: str, text: Callable[[str], str]
) -> str | None:
    """Return the SQL that says whether a row to load is a forgotten person's; None if none is.

    A row without a workspace is refused if any workspace forgot what it names.
    """
    ledger = make_ledger(connection, schema)
    if not connection.execute(f"select count(*) from {ledger}").fetchall()[0][0]:
        return None

    def among(thing: str, id_: str) -> str:
        return (
            f"exists (select 1 from {ledger} as forgotten where forgotten.thing = {literal(thing)}"
            f" and forgotten.sha256 = sha256({id_}) and forgotten.workspace_id"
            f" = coalesce({text('workspace_id')}, forgotten.workspace_id))"
        )

    return is_theirs(table, text, among)


def names_forgotten(connection: DuckDBPyConnection, schema: str, workspace: str, names: str) -> str:
    """Return the SQL that says whether one of a list of ids and addresses is theirs."""
    hashes = (
        f"select list(sha256) from {make_ledger(connection, schema)}"
        f" where thing = 'name' and workspace_id in ('', {literal(workspace)})"
    )
    hashed = f"list_transform({names}, lambda name: sha256({folded('name')}))"
    return f"coalesce(list_has_any({hashed}, ({hashes})), false)"


def remember(connection: DuckDBPyConnection, schema: str, workspace: str) -> None:
    """Write the hashes of all that the temporary tables `forgotten_<thing>` name."""
    ledger = make_ledger(connection, schema)
    for thing in THINGS:
        connection.execute(
            f"insert into {ledger}"
            " select ?, ?, sha256(id), cast(now() at time zone 'UTC' as timestamp)"
            f" from forgotten_{thing} where (?, ?, sha256(id)) not in"
            f" (select (workspace_id, thing, sha256) from {ledger})",
            [workspace, thing, workspace, thing],
        )


def was_forgotten(connection: DuckDBPyConnection, schema: str, person: str) -> bool:
    """Whether some workspace forgot this person before."""
    ledger = standing_table(connection, schema, LEDGER)
    if ledger is None:
        return False
    count = f"select count(*) from {ledger} where thing = 'person' and sha256 = sha256(?)"
    return connection.execute(count, [person]).fetchall()[0][0] > 0
