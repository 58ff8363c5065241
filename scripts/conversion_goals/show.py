"""Tables and headings in the terminal."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any


def print_table(headers: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    """Print rows under their headers; nulls show as a dash."""
    from tabulate import tabulate

    body = [[_cell(value) for value in row] for row in rows]
    print(
        tabulate(
            body,
            headers=headers,
            tablefmt="simple",
            disable_numparse=True,
            colalign=[_side(body, index) for index in range(len(headers))] if body else None,
        )
    )


def print_heading(text: str) -> None:
    """Print a heading with room above it."""
    print(f"\n{text}")


def _cell(value: Any) -> str:
    if value is None:
        return "-"
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, int):
        return f"{value:,}"
    return f"{value:.1%}" if isinstance(value, float) else str(value)


def _side(body: list[list[str]], index: int) -> str:
    """Numbers stand on the right."""
    cells = [row[index] for row in body if row[index] != "-"]
    numbers = all(cell[:1].isdigit() or cell[:1] == "-" for cell in cells)
    return "right" if cells and numbers and index else "left"
