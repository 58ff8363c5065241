"""Export files as DuckDB relations: every column as text, and natively where the file has types."""

from __future__ import annotations

import csv
import gzip
import re
import zlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from conversion_goals.database import literal, quoted
from conversion_goals.export_files import ExportFile
from conversion_goals.mistake import Mistake
from conversion_goals.raw_tables import RAW_TABLES
from conversion_goals.raw_values import read_as
from conversion_goals.wording import first_line

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

NESTED = ("STRUCT", "MAP", "UNION", "JSON", "VARIANT")
TIMES = ("TIMESTAMP", "DATE")
NAMELESS = "a column without a name"


@dataclass(frozen=True)
class Rows:
    """A file's rows: SQL to select from, and of each column its text and its own type's value.

    An empty file of lines has no columns either: nothing tells them.
    """

    relation: str
    texts: Mapping[str, str]
    natives: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    is_empty: bool = False


def read_rows(connection: DuckDBPyConnection, file: ExportFile) -> Rows:
    """Look at a file's columns, not yet at its rows; a broken file is a mistake."""
    import duckdb

    readers = {"parquet": _parquet, "csv": _csv, "json": _json}
    try:
        return readers[file.format](connection, file)
    except duckdb.Error as error:
        raise unreadable(file, error) from error


def unreadable(file: ExportFile, error: Exception) -> Mistake:
    """Return the sentence for a file that the reader gives up on."""
    return Mistake(f"{file.name} is refused: it cannot be read as {file.format}: {_cause(error)}")


def _cause(error: Exception) -> str:
    """The reader's first line, without a second naming of the path, and the last before advice."""
    if at := re.search(r"on Line: (\d+)\n.*not utf-8 encoded", str(error), re.DOTALL):
        return f"line {at[1]} is not UTF-8."
    line = first_line(error)
    told = [each.strip() for each in str(error).partition("Possible fixes:")[0].splitlines()]
    reason = [each for each in told[1:] if each and not each.startswith("Original Line")][-1:]
    if line.startswith("CSV Error") and reason:
        line = f"{line}: {reason[0]}"
    if line.startswith("Malformed JSON"):
        # DuckDB counts lines and values one too many.
        line = re.sub(
            r"(?<= in )(line|record/value) (\d+)", lambda at: f"{at[1]} {int(at[2]) - 1}", line
        )
    return line if line.endswith(".") else f"{line}."


def _parquet(connection: DuckDBPyConnection, file: ExportFile) -> Rows:
    relation = f"read_parquet({literal(str(file.path))}, binary_as_string = true)"
    described = connection.execute(f"describe select * from {relation}").fetchall()
    texts, natives = {}, {}
    for name, type_, *_ in described:
        texts[name.lower()] = _as_text(quoted(name), type_)
        natives[name.lower()] = (quoted(name), type_)
    return Rows(relation, texts, natives)


def _as_text(column: str, type_: str) -> str:
    if type_.endswith("]") or type_.startswith(NESTED):
        return f"cast(to_json({column}) as varchar)"
    if type_.startswith("TIMESTAMP"):
        return f"cast(cast({column} as timestamp) as varchar)"
    return read_as("text", column)


def _csv(connection: DuckDBPyConnection, file: ExportFile) -> Rows:
    """Every value is text, an empty one is null; nothing is guessed but the delimiter."""
    opened = gzip.open if file.is_compressed else open
    try:
        with opened(file.path, "rt", encoding="utf-8-sig", newline="") as lines:
            delimiter = _delimiter(lines.readline())
            lines.seek(0)
            header = next(csv.reader(lines, delimiter=delimiter), [])
    except (gzip.BadGzipFile, EOFError, zlib.error) as error:
        raise unreadable(file, error) from error
    except (UnicodeDecodeError, csv.Error) as error:
        raise Mistake(f"{file.name} is refused: it is no CSV in UTF-8: {error}.") from error
    names = [name.strip().lower() for name in header]
    if not any(names):
        raise Mistake(f"{file.name} is refused: it is empty, without even a header.")
    if twice := _repeated(name for name in names if name):
        raise Mistake(f"{file.name} is refused: its header names a column twice: {twice}.")
    # Numbers stand for the names, which DuckDB would compare and demand in its own way.
    numbered = {f"c{number}": name or NAMELESS for number, name in enumerate(names)}
    columns = ", ".join(f"{literal(number)}: 'VARCHAR'" for number in numbered)
    relation = (
        f"read_csv({place_of(file)}, auto_detect = false, header = true,"
        f" delim = {literal(delimiter)}, quote = '\"', escape = '\"', columns = {{{columns}}})"
    )
    return Rows(relation, {name: quoted(number) for number, name in numbered.items()})


def place_of(file: ExportFile) -> str:
    """Return what a reader of DuckDB needs to find the file's text: two arguments as SQL."""
    compression = "gzip" if file.is_compressed else "none"
    return f"{literal(str(file.path))}, compression = {literal(compression)}"


def _repeated(names: Iterable[str]) -> str | None:
    """Return the first name that comes a second time."""
    seen = set[str]()
    for name in names:
        if name in seen:
            return name
        seen.add(name)
    return None


def _delimiter(header: str) -> str:
    return max(",;\t|", key=header.count)


def _json(connection: DuckDBPyConnection, file: ExportFile) -> Rows:
    """One object a line; values keep their JSON text, so that nothing of them is guessed."""
    objects = f"read_json_objects({place_of(file)})"
    shapes = f"select json_type(json), json_keys(json) from {objects} group by all"
    table = RAW_TABLES.get(file.table)
    spellings: dict[str, set[str]] = {}
    found = connection.execute(shapes).fetchall()
    for type_, keys in found:
        if type_ != "OBJECT":
            raise Mistake(
                f"{file.name} is refused: each line must be a JSON object, and some are not."
            )
        own = [key.lower() for key in keys if table is None or key.lower() in table.columns]
        if twice := _repeated(own):
            raise Mistake(f"{file.name} is refused: a line of it names a column twice: {twice}.")
        for key in keys:
            spellings.setdefault(key.lower(), set()).add(key)
    texts = {name: _json_text(sorted(keys)) for name, keys in spellings.items()}
    return Rows(objects, texts, is_empty=not found)


def _json_text(spellings: Sequence[str]) -> str:
    """The value of a key that lines may spell in several cases, of which each has one."""
    texts = ", ".join(_value_text(key) for key in spellings)
    return f"coalesce({texts})" if len(spellings) > 1 else texts


def _value_text(key: str) -> str:
    """A whole number written as 12.0 reads as '12', like one of a double column."""
    pointer = literal("/" + key.replace("~", "~0").replace("/", "~1"))
    text = f"json_extract_string(json, {pointer})"
    whole = f"json_type(json, {pointer}) = 'DOUBLE' and ends_with({text}, '.0')"
    return f"case when {whole} then {text}[:-3] else {text} end"
