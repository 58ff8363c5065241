"""Export files into the raw schema: each file once, in one transaction, nothing of it lost."""

from __future__ import annotations

import hashlib
import sys
from collections.abc import Iterable, Sequence, Set
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from conversion_goals.database import literal, opened, quoted, raw_views
from conversion_goals.export_files import ExportFile, find_files, passed_over, recognised
from conversion_goals.forgotten import refused_at_load
from conversion_goals.mistake import Mistake
from conversion_goals.project import Project
from conversion_goals.raw_tables import RAW_TABLES, SQL_TYPES, column_kind
from conversion_goals.raw_values import read_as
from conversion_goals.readers import Rows, read_rows, unreadable
from conversion_goals.wording import counted, first_line, listed

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

LEDGER = "_loaded_files"
LEDGER_COLUMNS = (
    "file_name varchar, sha256 varchar, table_name varchar, workspace_id varchar,"
    " rows bigint, loaded_at timestamp"
)

# Only what reads the same everywhere becomes a native value; any other text stays text.
PLAIN_TIME = (
    r"\d{4}-\d{2}-\d{2}([T ]\d{2}:\d{2}(:\d{2}(\.\d{1,6})?)?( ?(Z|UTC|[+-]\d{2}(:\d{2})?))?)?"
)
PLAIN_VALUES = {
    "time": (PLAIN_TIME, "cast(try_cast({0} as timestamptz) as timestamp)"),
    "integer": (r"-?\d+", "try_cast({0} as bigint)"),
    "flag": (r"(?i)true|false", "try_cast({0} as boolean)"),
}


@dataclass(frozen=True)
class Loaded:
    """What became of one file; `rows` is None for a file that was loaded before.

    Of the columns kept as text, `unread` are those with a value that the build does not read.
    """

    file: str
    table: str
    rows: int | None
    as_text: tuple[str, ...] = ()
    unread: tuple[str, ...] = ()
    forgotten: int = 0


@dataclass
class LoadReport:
    """What became of all files of one call."""

    loaded: list[Loaded] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)


def load_files(project: Project, places: Sequence[str], workspace: str | None = None) -> LoadReport:
    """Load all files of the places; one that is refused does not keep the others out."""
    paths = find_files(places)
    report = LoadReport(notes=passed_over(places))
    now = datetime.now(UTC).replace(tzinfo=None)
    if project.engine == "postgres":
        from conversion_goals.load_postgres import load_into_postgres

        load_into_postgres(project, paths, workspace, now, report)
        return report
    with opened(project) as connection:
        views = prepare_raw_schema(connection, project)
        for number, path in enumerate(paths, start=1):
            progress(f"loading {number} of {len(paths)}: {path.name}")
            try:
                file = recognised(path, workspace)
                report.loaded.append(_load(connection, project, file, views, now, report.notes))
            except Mistake as mistake:
                report.refused.append(str(mistake))
        progress("")
    return report


def prepare_raw_schema(
    connection: DuckDBPyConnection, project: Project, written: Iterable[str] = ()
) -> set[str]:
    """Create what is missing of the raw schema: tables, columns and the ledger of files.

    Views stay as they are, and are returned; one among the raw tables to be written is a mistake.
    """
    schema = quoted(project.raw_schema)
    connection.execute(f"create schema if not exists {schema}")
    connection.execute(f"create table if not exists {schema}.{LEDGER} ({LEDGER_COLUMNS})")
    views = raw_views(lambda query: connection.execute(query).fetchall(), project)
    for table in RAW_TABLES.values():
        if table.name in views:
            if table.name in written:
                raise Mistake(why_unwritable(project, table.name))
            continue
        name = f"{schema}.{quoted(project.raw_name(table.name))}"
        columns = [f"{quoted(c)} {SQL_TYPES[column_kind(c)]}" for c in table.columns]
        connection.execute(f"create table if not exists {name} ({', '.join(columns)})")
        present = _column_types(connection, name)
        for column, definition in zip(table.columns, columns, strict=True):
            if column not in present:
                connection.execute(f"alter table {name} add column {definition}")
    return views


def why_unwritable(project: Project, view: str) -> str:
    """Return the sentence for a raw table that is a view."""
    return (
        f"{project.raw_schema}.{project.raw_name(view)} is a view: load does not write into it;"
        " add the rows to what the view reads."
    )


def refuse_view(file: ExportFile, project: Project, views: Set[str]) -> None:
    """Refuse a file whose raw table is a view."""
    if file.table in views:
        raise Mistake(f"{file.name} is refused: {why_unwritable(project, file.table)}")


def _load(
    connection: DuckDBPyConnection,
    project: Project,
    file: ExportFile,
    views: Set[str],
    now: datetime,
    notes: list[str],
) -> Loaded:
    """Load one file in one transaction, unless the ledger knows its content."""
    import duckdb

    schema = quoted(project.raw_schema)
    digest = digest_of(file)
    known = workspaces_loaded(connection, schema, file, digest)
    if file.workspace in known:
        return Loaded(file.name, file.table, None)
    refuse_view(file, project, views)
    rows = read_rows(connection, file)
    if known and names_workspaces(rows):
        return Loaded(file.name, file.table, None)
    notes += check_columns(file, rows)
    connection.execute("begin")
    try:
        name = f"{schema}.{quoted(project.raw_name(file.table))}"
        loaded = insert_rows(connection, name, schema, file, rows, now)
        connection.execute(
            f"insert into {schema}.{LEDGER} values (?, ?, ?, ?, ?, ?)",
            [file.name, digest, file.table, file.workspace, loaded.rows, now],
        )
        connection.execute("commit")
    except duckdb.Error as error:
        connection.execute("rollback")
        raise unreadable(file, error) from error
    except BaseException:
        connection.execute("rollback")
        raise
    return loaded


def digest_of(file: ExportFile) -> str:
    try:
        with file.path.open("rb") as content:
            return hashlib.file_digest(content, "sha256").hexdigest()
    except OSError as error:
        raise Mistake(f"{file.name} is refused: it cannot be read: {first_line(error)}.") from error


def is_known(connection: DuckDBPyConnection, schema: str, file: ExportFile, digest: str) -> bool:
    """The same rows for another table or another workspace are other rows."""
    return file.workspace in workspaces_loaded(connection, schema, file, digest)


def workspaces_loaded(
    connection: DuckDBPyConnection, schema: str, file: ExportFile, digest: str
) -> list[str | None]:
    """The workspaces for which the ledger has this content in this table."""
    query = f"select workspace_id from {schema}.{LEDGER} where sha256 = ? and table_name = ?"
    found = connection.execute(query, [digest, file.table]).fetchall()
    return [workspace for (workspace,) in found]


def names_workspaces(rows: Rows) -> bool:
    """Whether a file tells the workspace of each row, so that no other word on it counts."""
    return "workspace_id" in rows.texts


def check_columns(file: ExportFile, rows: Rows) -> list[str]:
    """Refuse a file without its key; return what else to say about its columns."""
    if rows.is_empty:
        return []
    table = RAW_TABLES[file.table]
    missing = [column for column in table.key if column not in rows.texts]
    if missing:
        raise Mistake(
            f"{file.name} is refused: it lacks the key column{'s'[: len(missing) - 1]}"
            f" {listed(missing)} of {table.name}."
        )
    if not names_workspaces(rows) and file.workspace is None:
        raise Mistake(
            f"{file.name} is refused: it lacks the key column workspace_id; name the workspace with"
            f" --workspace, or in the file's name: {table.name}_v4_<workspace>_<sequence>."
        )
    notes = []
    if table.own_time and table.own_time not in rows.texts:
        notes.append(f"{file.name} has no {table.own_time}: all its rows will be set aside.")
    extra = sorted(set(rows.texts) - set(table.columns))
    if extra:
        notes.append(f"{file.name}: not in the contract, ignored: {', '.join(extra)}.")
    return notes


def insert_rows(
    connection: DuckDBPyConnection,
    name: str,
    schema: str,
    file: ExportFile,
    rows: Rows,
    now: datetime,
) -> Loaded:
    """Insert all rows but those of forgotten people; say which columns had to become text."""
    table = RAW_TABLES[file.table]
    types = _column_types(connection, name)
    natives = {column: _native(rows, column, types[column]) for column in table.columns}
    as_text = _unreadable_columns(connection, rows, natives)
    for column in as_text:
        connection.execute(f"alter table {name} alter {quoted(column)} set data type varchar")
    values = {
        column: rows.texts.get(column, "null") if column in as_text else natives[column]
        for column in table.columns
    }
    values |= supplied(file, rows, now)
    columns = ", ".join(quoted(column) for column in values)
    theirs = refused_at_load(
        connection, schema, table.name, lambda name: f"nullif({read_as('text', values[name])}, '')"
    )
    forgotten = 0
    if theirs:
        query = f"select count(*) from {rows.relation} where {theirs}"
        forgotten = connection.execute(query).fetchall()[0][0]
    inserted = connection.execute(
        f"insert into {name} ({columns}) select {', '.join(values.values())} from {rows.relation}"
        f" where not {theirs or 'false'}"
    ).fetchall()
    unread = _unread_by_the_build(connection, rows, as_text)
    return Loaded(file.name, file.table, inserted[0][0], as_text, unread, forgotten)


def supplied(file: ExportFile, rows: Rows, now: datetime) -> dict[str, str]:
    """What a file may leave to the loader: when it came, and the workspace of its name."""
    supplied = {}
    if "loaded_at" not in rows.texts:
        supplied["loaded_at"] = f"timestamp {literal(now.isoformat(sep=' '))}"
    if not names_workspaces(rows) and file.workspace is not None:
        supplied["workspace_id"] = literal(file.workspace)
    return supplied


def _column_types(connection: DuckDBPyConnection, name: str) -> dict[str, str]:
    described = connection.execute(f"describe {name}").fetchall()
    return {column.lower(): type_ for column, type_, *_ in described}


def _native(rows: Rows, column: str, type_: str) -> str:
    """A column's value in the raw column's type; null where its text does not read as one."""
    text = rows.texts.get(column)
    if text is None or type_ == "VARCHAR":
        return text or "null"
    own_value, own_type = rows.natives.get(column, ("", ""))
    if own_type == type_:
        return own_value
    kind = column_kind(column)
    if kind not in PLAIN_VALUES or SQL_TYPES[kind] != type_:
        return f"try_cast({text} as {type_})"
    pattern, cast = PLAIN_VALUES[kind]
    plain = f"regexp_full_match({text}, {literal(pattern)})"
    return f"case when {plain} then {cast.format(text)} end"


def _unreadable_columns(
    connection: DuckDBPyConnection, rows: Rows, natives: dict[str, str]
) -> tuple[str, ...]:
    """Return the columns of which some text does not read as the raw column's type."""
    doubtful = {
        column: native
        for column, native in natives.items()
        if column in rows.texts
        and native not in (rows.texts[column], rows.natives.get(column, ("",))[0])
    }
    if not doubtful:
        return ()
    checks = [
        f"count(*) filter (({rows.texts[column]}) is not null and ({native}) is null)"
        for column, native in doubtful.items()
    ]
    counts = connection.execute(f"select {', '.join(checks)} from {rows.relation}").fetchall()[0]
    return tuple(column for column, count in zip(doubtful, counts, strict=True) if count)


def _unread_by_the_build(
    connection: DuckDBPyConnection, rows: Rows, columns: Sequence[str]
) -> tuple[str, ...]:
    """Return those of the columns of which some text does not read as the build reads it."""
    if not columns:
        return ()
    texts = ", ".join(f"{rows.texts[column]} as {quoted(column)}" for column in columns)
    checks = ", ".join(
        f"count({quoted(column)}) - count({read_as(column_kind(column), quoted(column))})"
        for column in columns
    )
    query = f"select {checks} from (select {texts} from {rows.relation})"
    counts = connection.execute(query).fetchall()[0]
    return tuple(column for column, count in zip(columns, counts, strict=True) if count)


def text_notes(loaded: Loaded, of: str = "") -> list[str]:
    """Say which columns became text, and what the build makes of them."""
    notes = []
    if loaded.unread:
        notes.append(
            f"some values of {listed(loaded.unread)}{of} do not read; they are kept as text, and"
            " the build sets their rows aside"
        )
    if read := [column for column in loaded.as_text if column not in loaded.unread]:
        notes.append(
            f"{listed(read)}{of} kept as text, for not all values are spelled plainly; the build"
            " reads them all"
        )
    return notes


def progress(line: str) -> None:
    """Show one line that the next one overwrites, on a terminal only."""
    if sys.stderr.isatty():
        print(f"\r\033[K{line}", end="", file=sys.stderr, flush=True)


def print_report(report: LoadReport, project: Project) -> None:
    """Print what became of each file, and where the rows are."""
    from conversion_goals.show import print_table

    rows = [(one.file, one.table, _outcome(one)) for one in report.loaded]
    if rows:
        print_table(("file", "table", "rows"), rows)
    for one in report.loaded:
        for note in text_notes(one):
            print(f"note: {one.file}: {note}.")
        if one.forgotten:
            print(f"note: {one.file}: {counted(one.forgotten, 'row')} of forgotten people refused")
    for note in report.notes:
        print(f"note: {note}")
    total = sum(one.rows or 0 for one in report.loaded)
    print(f"{counted(total, 'row')} loaded into {project.raw_schema} of {project.place}")


def _outcome(one: Loaded) -> int | str:
    return "already loaded" if one.rows is None else one.rows


def load_command(project: Project, places: Sequence[str], workspace: str | None) -> int:
    """Load, print, and return the exit code."""
    report = load_files(project, places, workspace)
    print_report(report, project)
    for sentence in report.refused:
        print(sentence, file=sys.stderr)
    return 2 if report.refused else 0
