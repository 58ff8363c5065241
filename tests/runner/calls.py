"""What the runner's tests pass around: calls of the command line, and files to load."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import duckdb

# One row that any table of that name takes.
PEOPLE = "workspace_id,internal_customer_id,email_addr\nw,p1,a@x.example\nw,p2,\n"
METRICS = (
    "workspace_id,event_id,delivery_id,metric,created_at,seq_num\n"
    "w,m1,d1,sent,2026-01-02 09:00:00,1\n"
    "w,m2,d1,opened,2026-01-02T10:00:00+02:00,2\n"
)


@dataclass(frozen=True)
class Outcome:
    """What one call of the command line said and returned."""

    code: int
    out: str
    err: str


Command = Callable[..., Outcome]


def query(database: Path, sql: str) -> list[tuple]:
    """Return what a database answers."""
    with duckdb.connect(str(database), read_only=True) as connection:
        return connection.execute(sql).fetchall()
