"""dbt vars as they come from the command line."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from conversion_goals.mistake import Mistake
from conversion_goals.project import CLONE, Project
from conversion_goals.wording import first_line, listed


def read_vars(text: str | None, as_of: str | None = None) -> dict[str, Any]:
    """Return the vars of `--vars`, with `--as-of` as one of them."""
    import yaml

    try:
        given = yaml.safe_load(text or "{}")
    except (yaml.YAMLError, ValueError) as error:  # a date that there is not is a ValueError
        raise Mistake(f"--vars is no YAML: {first_line(error)}: {text}") from error
    if not isinstance(given, dict):
        raise Mistake(
            f"--vars must be a YAML mapping like '{{count_machine_opens: false}}', not: {text}"
        )
    plain = {str(name): _plain(value) for name, value in given.items()}
    if as_of is None:
        return plain
    other = plain.get("as_of")
    if other is not None and not _is_same_time(as_of, str(other)):
        raise Mistake(
            f"--as-of is {as_of} and as_of in --vars is {other}: give one of them, or the same"
            " time."
        )
    return {**plain, "as_of": as_of}


def _is_same_time(one: str, other: str) -> bool:
    from conversion_goals.raw_values import read_time

    return one == other or (read_time(one) is not None and read_time(one) == read_time(other))


def _plain(value: Any) -> Any:
    """YAML makes a date of 2026-06-01; dbt's macros read text."""
    import datetime

    if isinstance(value, datetime.datetime):
        return value.isoformat(sep=" ")
    return value.isoformat() if isinstance(value, datetime.date) else value


def check_var_names(project: Project, given: Mapping[str, Any]) -> None:
    """Refuse a var that the package does not have; another project may have vars of its own."""
    if project.folder != CLONE:
        return
    unknown = [name for name in given if name not in project.declared_vars]
    if unknown:
        raise Mistake(
            f"--vars names {listed(unknown)}, which the package does not have: it has"
            f" {listed(sorted(project.declared_vars))}."
        )
