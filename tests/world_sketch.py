"""A world in the making: the random choices, the moments and the rows so far."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from random import Random

from evaluator.tables import TABLES
from world_tables import Raw, Row
from world_trees import Theme

START = datetime(2026, 1, 5)
INSTANT = timedelta(microseconds=1)
SECOND = timedelta(seconds=1)
DAY = timedelta(days=1)
EVENT_NAMES = ("purchase", "signup")


@dataclass
class Sketch:
    """A world in the making."""

    rng: Random
    workspace: str
    step: timedelta
    people: list[str]
    campaigns: list[str]
    theme: Theme
    triggers: list[str]  # ids of events, the first of which will be on record
    edges: list[datetime] = field(default_factory=list)  # moments that others are drawn to
    raw: Raw = field(default_factory=lambda: {table: [] for table in TABLES})

    def add(self, table: str, **columns: object) -> Row:
        row = {"workspace_id": self.workspace, **columns}
        self.raw[table].append(row)
        return row

    def often(self, share: float) -> bool:
        return self.rng.random() < share

    def grid(self, steps: int = 12) -> datetime:
        return START + self.rng.randrange(steps) * self.step

    def moment(self) -> datetime:
        """On the grid, or at an edge, or one instant or second beside it."""
        if not self.edges or self.often(0.3):
            return self.grid()
        nudge = self.rng.choice((0 * INSTANT, 0 * INSTANT, INSTANT, -INSTANT, SECOND, self.step))
        return self.rng.choice(self.edges) + nudge

    def next_id(self, letter: str, table: str) -> str:
        return f"{letter}{self.rng.choice(('', '.'))}{len(self.raw[table]) + 1}"
