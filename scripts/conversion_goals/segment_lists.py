"""Lists of who was in a segment, taken day by day, into segment changes.

A change is dated at the list that shows it first: it came after the list before. Whoever came and
went between two lists was never seen.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from conversion_goals.database import literal, opened, quoted
from conversion_goals.export_files import (
    FORMATS,
    ExportFile,
    ending_of,
    find_files,
    refuse_odd_path,
)
from conversion_goals.forget_raw import LISTS as SOURCE
from conversion_goals.forgotten import refused_at_load
from conversion_goals.load import LEDGER, digest_of, insert_rows, is_known, prepare_raw_schema
from conversion_goals.load_lines import (
    file_transaction,
    make_set_aside,
    print_where_aside,
    set_aside,
)
from conversion_goals.mistake import Mistake
from conversion_goals.project import Project
from conversion_goals.raw_values import read_as
from conversion_goals.readers import Rows, read_rows
from conversion_goals.show import print_table
from conversion_goals.wording import counted, listed

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

LISTS = "_segment_lists"
LISTS_COLUMNS = "workspace_id varchar, segment_id varchar, taken_at timestamp, members bigint"
COLUMNS = ("segment_id", "internal_customer_id", "taken_at")
# Lists are thought of as daily: what lies further apart is told.
GAP_HOURS = 36
# The local time somewhere is so far ahead of UTC: a list of today is none of the future.
AHEAD_HOURS = 14
THERE = "there already"

LISTED = """
create or replace temp table listed as
with given as materialized (
    select
        {workspace} as workspace_id,
        nullif({segment_id}, '') as segment_id,
        nullif({internal_customer_id}, '') as person_id,
        {taken_at} as taken_at,
        row_number() over () as line_number,
        {line} as line
    from {relation}
),
newest as (
    select workspace_id, segment_id, max(taken_at) as taken_at from {lists} group by all
),
-- Of a list that was loaded: who is in the segment by it. A row without a person adds nothing.
there as (
    select line_number
    from given
    inner join {lists} as lists using (workspace_id, segment_id, taken_at)
    left join {segment_changes} as changes
        on changes.workspace_id = given.workspace_id
        and changes.segment_id = given.segment_id
        and changes.internal_customer_id = given.person_id
        and {changed_at} <= given.taken_at
    group by line_number, person_id
    having person_id is null or arg_max(change, ({changed_at}, change)) = 'entered'
)
select
    given.*,
    case
        when given.workspace_id is null then 'no workspace_id'
        when given.segment_id is null then 'no segment_id'
        when given.taken_at is null then 'no readable taken_at'
        when given.taken_at > {latest} then 'taken_at is in the future'
        when given.line_number in (select line_number from there) then {there}
        when given.taken_at <= newest.taken_at
            then 'taken at or before a list that was loaded already'
    end as reason
from given
left join newest using (workspace_id, segment_id)
"""
CHANGES = """
create or replace temp table changes as
with lists as (
    select
        *,
        lag(taken_at) over one as before_it,
        lead(taken_at) over one as after_it
    from (select distinct workspace_id, segment_id, taken_at from listed where reason is null)
    window one as (partition by workspace_id, segment_id order by taken_at)
),
on_record as (
    select
        workspace_id, segment_id, internal_customer_id as person_id,
        arg_max(change, ({changed_at}, change)) = 'entered' as is_in
    from {segment_changes}
    where (workspace_id, segment_id) in (select workspace_id, segment_id from lists)
    group by all
),
members as (
    select distinct workspace_id, segment_id, person_id, taken_at
    from listed where reason is null and person_id is not null
    union
    select on_record.workspace_id, on_record.segment_id, person_id, null
    from on_record where is_in
),
entered as (
    select workspace_id, segment_id, person_id, 'entered' as change, lists.taken_at as changed_at
    from lists
    inner join members using (workspace_id, segment_id, taken_at)
    where not exists (
        select 1 from members as earlier
        where earlier.workspace_id = lists.workspace_id
            and earlier.segment_id = lists.segment_id
            and earlier.person_id = members.person_id
            and earlier.taken_at is not distinct from lists.before_it
    )
),
-- Who is in the list before (for the first list of a file: in the segment so far), and not in it.
gone as (
    select lists.workspace_id, lists.segment_id, members.person_id, 'left', lists.taken_at
    from lists
    inner join members
        on members.workspace_id = lists.workspace_id
        and members.segment_id = lists.segment_id
        and members.taken_at is not distinct from lists.before_it
    where not exists (
        select 1 from members as now
        where now.workspace_id = lists.workspace_id
            and now.segment_id = lists.segment_id
            and now.person_id = members.person_id
            and now.taken_at = lists.taken_at
    )
)
select
    workspace_id, segment_id, person_id as internal_customer_id, change,
    strftime(changed_at, '%Y-%m-%d %H:%M:%S.%f') as changed_at
from (from entered union all from gone)
"""
GAPS = """
select segment_id, count(*), arg_max(before_it, taken_at - before_it),
    arg_max(taken_at, taken_at - before_it)
from (
    select segment_id, taken_at, lag(taken_at) over (
        partition by workspace_id, segment_id order by taken_at) as before_it
    from {lists}
)
where date_diff('minute', before_it, taken_at) > {hours} * 60
group by segment_id order by segment_id
"""


@dataclass
class ListsLoaded:
    """What became of one file; `rows` is None for a file that was loaded before."""

    file: str
    rows: int | None = None
    lists: int = 0
    changes: int = 0
    repeated: int = 0
    forgotten: int = 0
    set_aside: dict[str, int] = field(default_factory=dict)


def load_lists(
    project: Project, places: Sequence[str], workspace: str | None
) -> tuple[list[ListsLoaded], list[str], list[str]]:
    """Load all files in order of name; return what became of each, who is refused, the gaps."""
    loaded, refused = [], []
    with opened(project) as connection:
        prepare_raw_schema(connection, project, ["segment_changes"])
        lists = f"{quoted(project.raw_schema)}.{LISTS}"
        connection.execute(f"create table if not exists {lists} ({LISTS_COLUMNS})")
        make_set_aside(connection, project)
        for path in find_files(places):
            try:
                loaded.append(_load_file(connection, project, _list_file(path, workspace)))
            except Mistake as mistake:
                refused.append(str(mistake))
        found = connection.execute(GAPS.format(lists=lists, hours=GAP_HOURS)).fetchall()
    gaps = [
        f"segment {segment}: {counted(number, 'gap')} of more than {GAP_HOURS} hours between lists,"
        f" the longest from {before} to {after}: changes in it are dated at its end"
        for segment, number, before, after in found
    ]
    return loaded, refused, gaps


def _list_file(path: Path, workspace: str | None) -> ExportFile:
    refuse_odd_path(path)
    ending = ending_of(path)
    if ending is None:
        raise Mistake(f"{path.name} is refused: its name must end in {listed(FORMATS, 'or')}.")
    return ExportFile(path, SOURCE, FORMATS[ending], workspace)


def _load_file(connection: DuckDBPyConnection, project: Project, file: ExportFile) -> ListsLoaded:
    schema = quoted(project.raw_schema)
    digest = digest_of(file)
    if is_known(connection, schema, file, digest):
        return ListsLoaded(file.name)
    rows = read_rows(connection, file)
    now = datetime.now(UTC).replace(tzinfo=None)
    with file_transaction(connection, file):
        loaded = _take_lists(connection, project, file, rows, now)
        connection.execute(
            f"insert into {schema}.{LEDGER} values (?, ?, ?, ?, ?, ?)",
            [file.name, digest, SOURCE, file.workspace, loaded.rows, now],
        )
    return loaded


def _take_lists(
    connection: DuckDBPyConnection,
    project: Project,
    file: ExportFile,
    rows: Rows,
    now: datetime,
) -> ListsLoaded:
    """Compare each list with the one before it, in the file or on record."""
    missing = [column for column in COLUMNS if column not in rows.texts]
    if missing and not rows.is_empty:
        raise Mistake(f"{file.name} is refused: it lacks the column {listed(missing)}.")
    if "workspace_id" not in rows.texts and file.workspace is None and not rows.is_empty:
        raise Mistake(f"{file.name} is refused: it has no workspace_id; name it by --workspace.")
    schema = quoted(project.raw_schema)
    lists, table = f"{schema}.{LISTS}", quoted(project.raw_name("segment_changes"))
    workspace = rows.texts.get("workspace_id", literal(file.workspace or ""))
    columns = {column: rows.texts.get(column, "null") for column in COLUMNS}
    columns["taken_at"] = read_as("time", columns["taken_at"])
    cells = ", ".join(f"{literal(name)}, {text}" for name, text in rows.texts.items())
    latest = (now + timedelta(hours=AHEAD_HOURS)).isoformat(sep=" ")
    connection.execute(
        LISTED.format(
            workspace=workspace,
            relation=rows.relation,
            lists=lists,
            line=f"cast(json_object({cells}) as varchar)",
            latest=f"timestamp {literal(latest)}",
            segment_changes=f"{schema}.{table}",
            changed_at=read_as("time", "changes.changed_at"),
            there=literal(THERE),
            **columns,
        )
    )
    connection.execute(
        CHANGES.format(
            segment_changes=f"{schema}.{table}", changed_at=read_as("time", "changed_at")
        )
    )
    described = connection.execute("describe changes").fetchall()
    changes = Rows("changes", {name: quoted(name) for name, *_ in described})
    target = ExportFile(file.path, "segment_changes", file.format, file.workspace)
    inserted = insert_rows(connection, f"{schema}.{table}", schema, target, changes, now)
    made = connection.execute(
        f"insert into {lists} select workspace_id, segment_id, taken_at, count(distinct person_id)"
        " from listed where reason is null group by all"
    ).fetchall()
    query = f"select count(*), count(*) filter (reason = '{THERE}') from listed"
    total, repeated = connection.execute(query).fetchall()[0]
    kept, forgotten = _set_aside(connection, project, file, now)
    forgotten += inserted.forgotten
    return ListsLoaded(file.name, total, made[0][0], inserted.rows or 0, repeated, forgotten, kept)


def _set_aside(
    connection: DuckDBPyConnection, project: Project, file: ExportFile, now: datetime
) -> tuple[dict[str, int], int]:
    """Keep the rows that are not compared; return how many by reason, and of forgotten people."""
    words = {"workspace_id": "listed.workspace_id", "internal_customer_id": "listed.person_id"}
    theirs = refused_at_load(
        connection, quoted(project.raw_schema), "segment_changes", words.__getitem__
    )
    rows = f"from listed where reason <> '{THERE}'"
    refused = connection.execute(f"delete {rows} and {theirs or 'false'}").fetchall()[0][0]
    lines = f"select coalesce(workspace_id, '') as workspace_id, line_number, reason, line {rows}"
    return set_aside(connection, project, SOURCE, file, now, lines), refused


def load_lists_command(project: Project, places: Sequence[str], workspace: str | None) -> int:
    """Load, print what became of each file and which gaps the lists leave; return the exit code."""
    loaded, refused, gaps = load_lists(project, places, workspace)
    rows = [
        (one.file, "already loaded", "-", "-", "-", "-")
        if one.rows is None
        else (
            one.file,
            one.rows,
            one.lists,
            one.changes,
            one.repeated,
            sum(one.set_aside.values()),
        )
        for one in loaded
    ]
    if rows:
        headers = ("file", "rows", "lists", "changes", "rows there already", "rows not compared")
        print_table(headers, rows)
    for one in loaded:
        for reason, number in one.set_aside.items():
            print(f"{one.file}: {counted(number, 'row')} not compared: {reason}")
        if one.forgotten:
            print(f"note: {one.file}: {counted(one.forgotten, 'row')} of forgotten people refused")
    if any(one.set_aside for one in loaded):
        print_where_aside(project)
    for gap in gaps:
        print(f"note: {gap}")
    print(f"into segment_changes in {project.raw_schema} of {project.database}")
    for sentence in refused:
        print(sentence, file=sys.stderr)
    return 2 if refused else 0
