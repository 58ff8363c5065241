"""Small pieces of sentences."""

from __future__ import annotations

from collections.abc import Iterable


def listed(names: Iterable[str], last: str = "and") -> str:
    """Return 'a', 'a and b' or 'a, b and c'."""
    *head, tail = list(names)
    return f"{', '.join(head)} {last} {tail}" if head else tail


def counted(number: int, thing: str, things: str | None = None) -> str:
    """Return '1 row' or '2,000 rows'."""
    return f"{number:,} {thing if number == 1 else things or thing + 's'}"


def shortened(text: str, longest: int = 80) -> str:
    """Return a text of at most so many signs, the last of which says that there were more."""
    return text if len(text) <= longest else f"{text[: longest - 1]}…"


def first_line(error: BaseException | str) -> str:
    """Return an error's first line, without the class that DuckDB puts in front."""
    lines = [line.strip() for line in str(error).splitlines() if line.strip()]
    line = lines[0] if lines else type(error).__name__
    head, separator, rest = line.partition(" Error: ")
    return rest if separator and len(head.split()) <= 3 else line
