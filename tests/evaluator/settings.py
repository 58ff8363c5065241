"""What a user may set: the variables and the two seeds."""

import csv
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

SEEDS = Path(__file__).resolve().parents[2] / "seeds"


def seed_rows(name: str) -> list[dict[str, str]]:
    """The rows of one seed, as the package ships it."""
    with (SEEDS / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def small(text: str) -> str:
    """The letters A to Z small, no others (E2)."""
    return "".join(sign.lower() if sign.isascii() else sign for sign in text)


@dataclass(frozen=True)
class Settings:
    as_of: datetime | None = None
    count_machine_opens: bool = True
    delivery_types: list[dict[str, str]] = field(
        default_factory=lambda: seed_rows("delivery_types")
    )
    output_types: list[dict[str, str]] = field(default_factory=lambda: seed_rows("output_types"))
    absent: tuple[str, ...] = ()  # tables ("people") and columns ("metrics.machine")

    def delivery_type(self, spelled: str | None) -> tuple[str | None, str]:
        """The delivery type as the marts name it, and whether it can convert (E2)."""
        for row in self.delivery_types:
            if spelled is not None and small(row["alias"]) == small(spelled):
                return row["delivery_type"], row["can_convert"]
        return spelled, "never"  # E2: an unknown type

    def step_kind(self, spelled: str | None) -> str:
        """What sort of step an output type is (X8)."""
        for row in self.output_types:
            if spelled is not None and small(row["output_type"]) == small(spelled):
                return row["kind"]
        return "other"
