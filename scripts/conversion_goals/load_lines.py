"""NDJSON of calls into the raw tables: every line is taken, repeated or set aside, and counted."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from conversion_goals.database import literal, opened, quoted
from conversion_goals.export_files import FORMATS, ExportFile, find_files, refuse_odd_path
from conversion_goals.forget_raw import LINES_SET_ASIDE as SET_ASIDE
from conversion_goals.forgotten import names_forgotten
from conversion_goals.load import (
    LEDGER,
    digest_of,
    insert_rows,
    is_known,
    prepare_raw_schema,
    text_notes,
)
from conversion_goals.mistake import Mistake
from conversion_goals.project import Project
from conversion_goals.raw_tables import RAW_TABLES, column_kind
from conversion_goals.raw_values import read_as
from conversion_goals.readers import Rows, place_of, unreadable
from conversion_goals.show import print_table
from conversion_goals.wording import counted, first_line, listed

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

SET_ASIDE_COLUMNS = (
    "source varchar, workspace_id varchar, file_name varchar, line_number bigint,"
    " reason varchar, line varchar, loaded_at timestamp"
)
# The unit separator: no JSON holds it, so that a line is one column.
SEPARATOR = "\x1f"
# Of several lines none is an object, or an array begins at the first.
NO_LINES_OF_JSON = """
select count(*) where exists (select 1 from calls having count(*) > 1 and count(call) = 0)
    or exists (select 1 from calls where line_number = 1 and starts_with(trim(line), '['))
"""
LONGEST_LINE = 32 * 1024 * 1024
ENDINGS = tuple(ending for ending, format_ in FORMATS.items() if format_ == "json")


@dataclass(frozen=True)
class Source:
    """A kind of call: its JSON's shape, what to set aside, whom it names, its rows by raw table.

    `reason`, `names` (a list of ids and addresses) and the selects read the temporary table
    `calls` (line_number, line, call). The selects of `taken` see each call that is not set aside;
    those of `derived` run after them and read the raw tables too.
    """

    name: str
    shape: str
    reason: str
    names: str
    taken: Mapping[str, str]
    derived: Mapping[str, str] = field(default_factory=dict)
    remarks: Mapping[str, str] = field(default_factory=dict)
    retried: str | None = None


@dataclass
class LinesLoaded:
    """What became of one file; `lines` is None for a file that was loaded before."""

    file: str
    lines: int | None = None
    new: dict[str, int] = field(default_factory=dict)
    repeated: int = 0
    forgotten: int = 0
    set_aside: dict[str, int] = field(default_factory=dict)
    remarks: list[str] = field(default_factory=list)


def load_lines(
    project: Project, places: Sequence[str], source: Source, workspace: str | None
) -> tuple[list[LinesLoaded], list[str]]:
    """Load all files of the places; return what became of each, and why some are refused."""
    if workspace is None:
        raise Mistake(f"--from {source.name} needs --workspace: the calls do not name theirs.")
    loaded, refused = [], []
    with opened(project) as connection:
        prepare_raw_schema(connection, project, [*source.taken, *source.derived])
        make_set_aside(connection, project)
        for path in _line_files(places):
            try:
                refuse_odd_path(path)
                file = ExportFile(path, source.name, "json", workspace)
                loaded.append(_load_file(connection, project, file, source))
            except Mistake as mistake:
                refused.append(str(mistake))
        if source.retried:
            loaded += _retry(connection, project, source, workspace)
    return loaded, refused


def _line_files(places: Sequence[str]) -> list[Path]:
    """Files named themselves, and of folders those whose name ends like NDJSON."""
    found: list[Path] = []
    for place in map(Path, places):
        if place.is_dir():
            inside = sorted(p for p in place.iterdir() if p.name.lower().endswith(ENDINGS))
            if not inside:
                raise Mistake(f"{place} holds no file whose name ends in {listed(ENDINGS, 'or')}.")
            found += inside
        else:
            found += [place] if place.suffix else find_files([str(place)])
    for path in found:
        if not path.exists():
            raise Mistake(f"There is no file or folder {path}.")
        if not path.name.lower().endswith(ENDINGS):
            raise Mistake(
                f"{path.name} is refused: a file of calls has one JSON object a line, and its name"
                f" ends in {listed(ENDINGS, 'or')}."
            )
    return list(dict.fromkeys(found))


def _load_file(
    connection: DuckDBPyConnection, project: Project, file: ExportFile, source: Source
) -> LinesLoaded:
    digest = digest_of(file)
    if is_known(connection, quoted(project.raw_schema), file, digest):
        return LinesLoaded(file.name)
    now = datetime.now(UTC).replace(tzinfo=None)
    with file_transaction(connection, file):
        _read_lines(connection, file)
        loaded = _take_calls(connection, project, file, source, now)
        theirs = names_forgotten(
            connection, quoted(project.raw_schema), file.workspace or "", source.names
        )
        refused = connection.execute(f"delete from calls where reason is not null and {theirs}")
        loaded.forgotten += refused.fetchall()[0][0]
        lines = (
            f"select {literal(file.workspace or '')} as workspace_id, line_number, reason, line"
            " from calls where reason is not null"
        )
        loaded.set_aside = set_aside(connection, project, source.name, file, now, lines)
        connection.execute(
            f"insert into {quoted(project.raw_schema)}.{LEDGER} values (?, ?, ?, ?, ?, ?)",
            [file.name, digest, source.name, file.workspace, loaded.lines, now],
        )
    return loaded


@contextmanager
def file_transaction(connection: DuckDBPyConnection, file: ExportFile) -> Iterator[None]:
    """All of a file or nothing; what the reader gives up on refuses the file."""
    import duckdb

    connection.execute("begin")
    try:
        yield
        connection.execute("commit")
    except BaseException as error:
        connection.execute("rollback")
        if isinstance(error, duckdb.InvalidInputException):
            raise unreadable(file, error) from error
        if isinstance(error, duckdb.Error):
            raise Mistake(f"{file.name} is refused: {first_line(error)}") from error
        raise


def _read_lines(connection: DuckDBPyConnection, file: ExportFile) -> None:
    """Every line that is not empty, as text; what is no JSON stays what it is."""
    connection.execute(
        f"""
        create or replace temp table lines as
        select
            row_number() over () as line_number,
            line || coalesce({literal(SEPARATOR)} || rest, '') as line
        from read_csv(
            {place_of(file)}, auto_detect = false, header = false, quote = '',
            escape = '', delim = {literal(SEPARATOR)}, null_padding = true, strict_mode = false,
            parallel = false, max_line_size = {LONGEST_LINE},
            columns = {{'line': 'VARCHAR', 'rest': 'VARCHAR'}}
        )
        where trim(line) <> ''
        """
    )


def _take_calls(
    connection: DuckDBPyConnection,
    project: Project,
    file: ExportFile,
    source: Source,
    now: datetime,
) -> LinesLoaded:
    """Read the calls of the temporary table `lines` into the raw tables."""
    tables = {name: _raw_table(project, name) for name in RAW_TABLES}
    words = {"workspace": literal(file.workspace or ""), **tables}
    connection.execute(
        f"""
        create or replace temp table calls as
        with parsed as (
            select
                line_number, line,
                case when json_valid(line) and json_type(line::json) = 'OBJECT'
                    then from_json(line::json, {literal(source.shape)}) end as call
            from lines
        )
        select *, case
            when call is null and json_valid(line) then 'no JSON object'
            when call is null then 'no JSON'
            {source.reason.format(**words)}
        end as reason
        from parsed
        """
    )
    loaded = LinesLoaded(file.name, _count(connection, "select count(*) from calls"))
    if loaded.lines and _count(connection, NO_LINES_OF_JSON):
        raise Mistake(f"{file.name} is refused: it must hold one JSON object per line.")
    for selects in (source.taken, source.derived):
        for table, select in selects.items():
            own = selects is source.taken
            _add(connection, project, file, table, select.format(**words), now, loaded, own)
    for remark, query in source.remarks.items():
        if number := _count(connection, query):
            loaded.remarks.append(f"{counted(number, 'call')} {remark}")
    return loaded


def _add(
    connection: DuckDBPyConnection,
    project: Project,
    file: ExportFile,
    table: str,
    select: str,
    now: datetime,
    loaded: LinesLoaded,
    is_counted: bool,
) -> None:
    """Insert the rows of a select that the raw table does not hold yet, whatever their order."""
    connection.execute(f"create or replace temp table candidates as {select}")
    columns = [name for name, *_ in connection.execute("describe candidates").fetchall()]
    same = " and ".join(
        f"{_as_text('there', column)} is not distinct from {_as_text('new', column)}"
        for column in columns
    )
    connection.execute(
        f"""
        create or replace temp table added as
        select distinct * from candidates as new
        where not exists (select 1 from {_raw_table(project, table)} as there where {same})
        """
    )
    rows = Rows("added", {column: quoted(column) for column in columns})
    target = ExportFile(file.path, table, file.format, file.workspace)
    name = _raw_table(project, table)
    inserted = insert_rows(connection, name, quoted(project.raw_schema), target, rows, now)
    loaded.new[table] = loaded.new.get(table, 0) + (inserted.rows or 0)
    loaded.forgotten += inserted.forgotten if is_counted else 0
    if is_counted:
        given = _count(connection, "select count(*) from candidates")
        loaded.repeated += given - (inserted.rows or 0) - inserted.forgotten
    loaded.remarks += text_notes(inserted, f" of {table}")


def _as_text(row: str, column: str) -> str:
    """Raw columns may be native or text: what is the same id or time compares as the same."""
    value = f"{row}.{quoted(column)}"
    if column_kind(column) != "time":
        return read_as("text", value)
    return f"coalesce(cast({read_as('time', value)} as varchar), cast({value} as varchar))"


def make_set_aside(connection: DuckDBPyConnection, project: Project) -> None:
    """Create the table of lines set aside, unless it is there."""
    name = f"{quoted(project.raw_schema)}.{SET_ASIDE}"
    connection.execute(f"create table if not exists {name} ({SET_ASIDE_COLUMNS})")


def set_aside(
    connection: DuckDBPyConnection,
    project: Project,
    source: str,
    file: ExportFile,
    now: datetime,
    lines: str,
) -> dict[str, int]:
    """Keep the lines that no raw table takes, once; return how many there are of each reason.

    `lines` selects workspace_id, line_number, reason and line.
    """
    aside = f"{quoted(project.raw_schema)}.{SET_ASIDE}"
    connection.execute(
        f"""
        insert into {aside}
        select $source, workspace_id, $file, line_number, reason, line, $now from ({lines}) as new
        where not exists (
            select 1 from {aside} as there
            where there.source = $source and there.workspace_id = new.workspace_id
                and there.line = new.line)
        """,
        {"source": source, "file": file.name, "now": now},
    )
    query = f"select reason, count(*) from ({lines}) group by 1 order by 1"
    return dict(connection.execute(query).fetchall())


def _retry(
    connection: DuckDBPyConnection, project: Project, source: Source, workspace: str
) -> list[LinesLoaded]:
    """Take the lines that waited for rows of another table, where these have come."""
    aside = f"{quoted(project.raw_schema)}.{SET_ASIDE}"
    waiting = "source = ? and workspace_id = ? and reason = ?"
    given = [source.name, workspace, source.retried]
    if not _count(connection, f"select count(*) from {aside} where {waiting}", given):
        return []
    file = ExportFile(Path("lines set aside earlier"), source.name, "json", workspace)
    with file_transaction(connection, file):
        connection.execute(
            "create or replace temp table lines as"
            f" select row_number() over () as line_number, line from {aside} where {waiting}",
            given,
        )
        now = datetime.now(UTC).replace(tzinfo=None)
        loaded = _take_calls(connection, project, file, source, now)
        connection.execute(
            f"delete from {aside} where {waiting}"
            " and line not in (select line from calls where reason is not null)",
            given,
        )
        loaded.lines = _count(connection, "select count(*) from calls where reason is null")
    return [loaded] if loaded.lines else []


def _raw_table(project: Project, table: str) -> str:
    return f"{quoted(project.raw_schema)}.{quoted(project.raw_name(table))}"


def _count(connection: DuckDBPyConnection, query: str, given: Sequence[str | None] = ()) -> int:
    return connection.execute(query, list(given)).fetchall()[0][0]


def load_lines_command(
    project: Project, places: Sequence[str], source: Source, workspace: str | None
) -> int:
    """Load, print what became of every line, and return the exit code."""
    loaded, refused = load_lines(project, places, source, workspace)
    _print_loaded(loaded, source.name, [*source.taken, *source.derived])
    print(f"into {project.raw_schema} of {project.database}")
    if any(one.set_aside for one in loaded):
        print_where_aside(project)
    for sentence in refused:
        print(sentence, file=sys.stderr)
    return 2 if refused else 0


def print_where_aside(project: Project) -> None:
    """Say where the lines set aside are."""
    print(f"set aside, with the reason: select * from {project.raw_schema}.{SET_ASIDE}")


def _print_loaded(loaded: Sequence[LinesLoaded], source: str, tables: Sequence[str]) -> None:
    rows = [
        (one.file, *["already loaded", *["-"] * (len(tables) + 2)])
        if one.lines is None
        else (
            one.file,
            one.lines,
            *[one.new.get(table, 0) for table in tables],
            one.repeated,
            sum(one.set_aside.values()),
        )
        for one in loaded
    ]
    if rows:
        headers = ("file", "lines", *[f"new {table}" for table in tables])
        print_table((*headers, "rows there already", "lines set aside"), rows)
    for one in loaded:
        for reason, number in one.set_aside.items():
            print(f"{one.file}: {counted(number, 'line')} set aside: {reason}")
        if one.lines and sum(one.set_aside.values()) == one.lines:
            print(f"note: {one.file}: no line of it was taken: is --from {source} right?")
        for remark in one.remarks:
            print(f"note: {one.file}: {remark}")
        if one.forgotten:
            print(f"note: {one.file}: {counted(one.forgotten, 'row')} of forgotten people refused")
