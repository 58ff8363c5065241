"""The made-up world's rows, its dice, and its people."""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

BEGIN = datetime(2026, 1, 5)
END = datetime(2026, 6, 1)
OFFLINE_SHARE = 0.033

Row = dict[str, Any]


@dataclass(frozen=True)
class Person:
    """One learner: how eager, and when what happens; END is never."""

    person_id: str
    eagerness: float
    language: str
    signed_up_at: datetime
    active_at: datetime
    dormant_at: datetime
    opted_out_at: datetime
    pro_at: datetime


@dataclass
class World:
    """The rows of all raw tables, and the dice. Nothing happens from END on."""

    dice: random.Random
    rows: dict[str, list[Row]] = field(default_factory=dict)
    numbers: int = 0

    def add(self, table: str, **columns: Any) -> None:
        """Add one row."""
        self.rows.setdefault(table, []).append(columns)

    def number(self) -> int:
        """The next number of a stream that orders rows, and makes ids."""
        self.numbers += 1
        return self.numbers

    def chance(self, probability: float) -> bool:
        """True that often."""
        return self.dice.random() < probability

    def after(self, time: datetime, hours: float) -> datetime:
        """A moment that is, in the mean, so many hours later."""
        seconds = min(self.dice.expovariate(1 / (hours * 3600)), 150 * 86400)
        return time + timedelta(seconds=1 + int(seconds), microseconds=self.dice.randrange(10**6))

    def attribute(self, person: Person, name: str, value: str, at: datetime) -> None:
        """A person's attribute takes a value."""
        if at < END:
            self.add(
                "attributes",
                internal_customer_id=person.person_id,
                attribute_name=name,
                attribute_value=value,
                timestamp=at,
            )

    def segment(self, person: Person, segment: int, change: str, at: datetime) -> None:
        """A person enters or leaves a segment."""
        if at < END:
            self.add(
                "segment_changes",
                segment_id=segment,
                internal_customer_id=person.person_id,
                change=change,
                changed_at=at,
            )

    def event(self, person: Person, name: str, properties: Row, at: datetime) -> str:
        """A person does something; now and then an app that was offline tells it late."""
        event_id = f"e{self.number()}"
        arrived = self.after(at, 60) if self.chance(OFFLINE_SHARE) else at
        claimed = at - timedelta(seconds=self.dice.randrange(4))
        if arrived < END:
            self.add(
                "events",
                event_id=event_id,
                internal_customer_id=person.person_id,
                name=name,
                properties=properties,
                timestamp=claimed,
                processed_at=arrived,
            )
        return event_id
