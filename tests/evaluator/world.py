"""One workspace: its journeys, deliveries and achievements, and a person's state at a moment."""

from dataclasses import dataclass
from datetime import datetime

from .reading import Values
from .settings import Settings
from .versions import Version

ENTERED, LEFT = "entered", "left"


@dataclass(frozen=True)
class Journey:
    journey_id: str
    campaign_id: str | None
    person_id: str | None
    entered_at: datetime
    trigger_id: str | None
    trigger: object  # properties of the trigger event
    version: Version | None


@dataclass(frozen=True)
class Delivery:
    delivery_id: str
    campaign_id: str | None
    message_id: str | None
    journey_id: str | None
    person_id: str | None
    delivery_type: str | None
    created_at: datetime
    journey: Journey | None
    version: Version | None
    is_eligible: bool
    received_at: datetime | None
    first_opened_at: datetime | None
    first_clicked_at: datetime | None
    touches: tuple[datetime, ...]


@dataclass(frozen=True)
class Achievement:
    achievement_id: str
    person_id: str
    at: datetime
    goal_type: str
    goal_name: str
    properties: object = None
    claimed_at: datetime | None = None  # events.timestamp

    @property
    def identity(self) -> tuple[str, str, str]:
        """Tells achievements apart: ids with colons in them can make two ids one text."""
        return self.achievement_id, self.person_id, self.goal_type


@dataclass(frozen=True)
class World:
    settings: Settings
    workspace_id: str
    as_of: datetime
    rows: dict[str, list[Values]]  # accepted rows by table
    versions: list[Version]  # readable ones
    journeys: dict[str, Journey]
    deliveries: list[Delivery]
    achievements: list[Achievement]

    def attributes_at(self, person_id: str | None, at: datetime) -> dict[str, str | None]:
        """A4: the person's attributes, a change at exactly that time included."""
        known = [
            row
            for row in self.rows["attributes"]
            if row["internal_customer_id"] == person_id and row["timestamp"] <= at
        ]
        known.sort(key=lambda row: row["timestamp"])
        return {row["attribute_name"]: row["attribute_value"] for row in known}

    def segments_at(self, person_id: str | None, at: datetime) -> frozenset[str]:
        """The segments that the person is in, changes at exactly that time included (A6, X5)."""
        last = {
            row["segment_id"]: row["change"]
            for row in self.changes_of(person_id)
            if row["changed_at"] <= at
        }
        # A6: a person with no recorded change for a segment is not in it.
        return frozenset(segment for segment, change in last.items() if change == ENTERED)

    def changes_of(self, person_id: str | None) -> list[Values]:
        """Segment changes in order; at one instant, "entered" comes before "left" (A5)."""
        changes = [
            row for row in self.rows["segment_changes"] if row["internal_customer_id"] == person_id
        ]
        return sorted(changes, key=lambda row: (row["changed_at"], row["change"] == LEFT))

    def steps_of(self, journey: Journey, *kinds: str) -> list[datetime]:
        """When the journey reached steps of these kinds."""
        return [
            row["created_at"]
            for row in self.rows["outputs"]
            if row["subject_name"] == journey.journey_id
            and self.settings.step_kind(row["output_type"]) in kinds
        ]

    def deliveries_of(self, journey: Journey) -> list[Delivery]:
        return [each for each in self.deliveries if each.journey_id == journey.journey_id]
