"""Which raw table a file holds: the vendor's names, or the table's own name."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from conversion_goals.mistake import Mistake
from conversion_goals.raw_tables import RAW_TABLES
from conversion_goals.wording import listed

FORMATS = {
    ".parquet": "parquet",
    ".csv": "csv",
    ".ndjson": "json",
    ".jsonl": "json",
    ".json": "json",
    ".csv.gz": "csv",
    ".ndjson.gz": "json",
    ".jsonl.gz": "json",
    ".json.gz": "json",
}
VENDOR_NAME = re.compile(r"(?P<table>[a-z_]+)_v\d+_(?P<workspace>.+)_(?P<sequence>\d+)")


@dataclass(frozen=True)
class ExportFile:
    """A file, the raw table that it holds, and the workspace that its name tells."""

    path: Path
    table: str
    format: str
    workspace: str | None

    @property
    def name(self) -> str:
        """What messages and the ledger call it."""
        return self.path.name

    @property
    def is_compressed(self) -> bool:
        """Whether its bytes are gzip's, by its name."""
        return self.path.name.lower().endswith(".gz")


def ending_of(path: Path) -> str | None:
    """Return the one of FORMATS by which the file is read, None if its name has no such ending."""
    return next((ending for ending in FORMATS if path.name.lower().endswith(ending)), None)


def find_files(places: Iterable[str]) -> list[Path]:
    """Return the files of all folders and the files named themselves, in order of name."""
    found: list[Path] = []
    for place in map(Path, places):
        if not place.exists():
            raise Mistake(f"There is no file or folder {place}.")
        found += _folder_files(place) if place.is_dir() else [place]
    return list(dict.fromkeys(found))


def _folder_files(folder: Path) -> list[Path]:
    files = [p for p in folder.iterdir() if ending_of(p) and p.is_file()]
    files = [p for p in files if not p.name.startswith((".", "_"))]
    if not files:
        raise Mistake(f"{folder} holds no export file: looked for names that end in {_endings()}.")
    return sorted(files, key=_in_sequence)


def refuse_odd_path(path: Path) -> None:
    """Refuse a file whose path is not UTF-8: no database can name it."""
    if _spelled(str(path)) != str(path):
        raise Mistake(f"{_spelled(path.name)} is refused: its path is not UTF-8; rename it.")


def _spelled(name: str) -> str:
    """A name with each byte that is not UTF-8 as \\xff, so that it can be printed."""
    return os.fsencode(name).decode("utf-8", "backslashreplace")


def passed_over(places: Iterable[str]) -> list[str]:
    """Say of each folder what in it is not taken; hidden files, and of a name with _, are not."""
    said = []
    for folder in (place for place in map(Path, places) if place.is_dir()):
        others = {p.name for p in folder.iterdir()} - {p.name for p in _folder_files(folder)}
        others = sorted(name for name in others if not name.startswith((".", "_")))
        if others:
            more = f" and {len(others) - 5} more" if len(others) > 5 else ""
            said.append(
                _spelled(
                    f"passed over in {folder}: {', '.join(others[:5])}{more}; taken are its files"
                    f" whose names end in {_endings()}."
                )
            )
    return said


def _in_sequence(path: Path) -> list[int | str]:
    """Order by name, with 2 before 10."""
    parts = re.split(r"(\d+)", path.name)
    return [int(part) if index % 2 else part for index, part in enumerate(parts)]


def recognised(path: Path, workspace: str | None = None) -> ExportFile:
    """Tell a file's table, format and workspace by its name; `workspace` is the user's own word."""
    refuse_odd_path(path)
    ending = ending_of(path)
    if ending is None:
        raise Mistake(f"{path.name} is refused: an export file's name ends in {_endings()}.")
    format_, stem = FORMATS[ending], path.name[: -len(ending)].lower()
    vendor = VENDOR_NAME.fullmatch(stem)
    if vendor and vendor["table"] in RAW_TABLES:
        named = path.name[vendor.start("workspace") : vendor.end("workspace")]
        return ExportFile(path, vendor["table"], format_, workspace or named)
    return ExportFile(path, _table_of(path.name, stem), format_, workspace)


def _table_of(name: str, stem: str) -> str:
    named = [table for table in RAW_TABLES if re.match(rf"{table}(?![a-z0-9])", stem)]
    others = [t for t in RAW_TABLES if re.search(rf"(?<![a-z0-9]){t}(?![a-z0-9])", stem)]
    if not named:
        raise Mistake(
            f"{name} is refused: its name tells no raw table; it must be, or begin with,"
            f" {listed(RAW_TABLES, last='or')}."
        )
    if len(others) > 1:
        raise Mistake(
            f"{name} is refused: its name may mean {listed(others, last='or')}; name it by one."
        )
    return named[0]


def _endings() -> str:
    return listed(FORMATS, last="or")
