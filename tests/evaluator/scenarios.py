"""What would have become of each delivery under other settings."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime

from .credit import all_credits
from .evaluate import worlds
from .reading import Raw, Values
from .settings import Settings
from .verdicts import verdict_of
from .world import World

Scenario = Mapping[str, object]
ALWAYS = datetime(1900, 1, 1)


def scenario_statuses(
    raw: Raw, settings: Settings, scenario: Scenario
) -> dict[tuple[str, str], str]:
    """The status of each delivery, by workspace and delivery."""
    if "opens" in scenario:
        settings = replace(settings, count_machine_opens=scenario["opens"] == "all")

    def change(accepted: list[Values], rejected: list[Values]):
        return _changed(accepted, rejected, scenario)

    return {
        (workspace_id, delivery_id): status
        for workspace_id, world in worlds(raw, settings, change).items()
        for delivery_id, status in _statuses(world, scenario).items()
    }


def _changed(
    accepted: list[Values], rejected: list[Values], scenario: Scenario
) -> tuple[list[Values], list[Values]]:
    """The goal versions as the scenario has them."""
    named = next(
        (row for row in accepted if row["goal_version_id"] == scenario.get("goal_version_id")), None
    )
    if named is not None and _reigns(named, [*accepted, *rejected]):
        # Alone in its campaign, and for all of history.
        campaign = named["campaign_id"]
        accepted = [row for row in accepted if row["campaign_id"] != campaign]
        rejected = [row for row in rejected if row["campaign_id"] != campaign]
        accepted.append({**named, "set_at": ALWAYS})
    override = {
        name: scenario[name] for name in ("touch", "time_frame_seconds") if name in scenario
    }
    accepted = [{**row, **override} if row["goal_type"] else row for row in accepted]
    return accepted, rejected


def _reigns(named: Values, rows: list[Values]) -> bool:
    """G5: of one campaign and set_at the highest id; the others never govern."""
    rivals = [
        row["goal_version_id"] or ""
        for row in rows
        if row["campaign_id"] == named["campaign_id"] and row["set_at"] == named["set_at"]
    ]
    return named["campaign_id"] is not None and named["goal_version_id"] == max(rivals)


def _statuses(world: World, scenario: Scenario) -> dict[str, str]:
    creditable = world
    if scenario.get("credit") == "journey":
        # A credit of its own for each journey, as if each were a campaign.
        own = [replace(each, campaign_id=each.journey_id) for each in world.deliveries]
        creditable = replace(world, deliveries=own)
    given = all_credits(creditable)
    converting = {each.delivery.delivery_id: each for each in given if each.converts}
    return {
        each.delivery_id: verdict_of(world, each, converting).status for each in world.deliveries
    }
