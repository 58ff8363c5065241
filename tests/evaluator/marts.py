"""The rows of the marts of one workspace."""

from collections import defaultdict
from collections.abc import Callable
from datetime import datetime

from .credit import Credit, Outcome, all_credits, all_outcomes
from .exit_checks import campaign_exit_rows, exit_check_rows, exit_setting_rows
from .exits import Exit, exit_of
from .goal_events import double_credit_rows, goal_event_rows
from .near_misses import near_miss_rows
from .time_to_convert import time_to_convert_rows
from .times import whole_seconds
from .verdicts import Verdict, verdict_of
from .world import Delivery, Journey, World

MartRow = dict[str, object]
STATUSES = ("converted", "not_converted", "pending")


def workspace_marts(world: World) -> dict[str, list[MartRow]]:
    """All marts that stand on one workspace, without their prefix."""
    given = all_credits(world)
    converting = {each.delivery.delivery_id: each for each in given if each.converts}
    exits = {key: exit_of(world, journey) for key, journey in world.journeys.items()}
    deliveries = [
        delivery_row(world, each, verdict_of(world, each, converting), exits)
        for each in world.deliveries
    ]
    journeys = [
        journey_row(world, journey, exits[key], deliveries)
        for key, journey in world.journeys.items()
    ]
    checks = exit_check_rows(world)
    outcomes = all_outcomes(world, given)
    return {
        "deliveries": deliveries,
        "journeys": journeys,
        "conversions": [conversion_row(world, each) for each in converting.values()],
        "achievements": [achievement_row(world, each) for each in outcomes],
        "near_misses": near_miss_rows(world, given),
        "exit_checks": checks,
        "campaign_exit_checks": campaign_exit_rows(checks),
        "exit_settings": exit_setting_rows(checks, deliveries),
        "goal_events": goal_event_rows(world, given, outcomes),
        "double_credit": double_credit_rows(world, given),
        "time_to_convert": time_to_convert_rows(world, given),
        "campaign_metrics": campaign_rows(world, deliveries, journeys),
        "message_metrics": message_rows(world, deliveries),
        "daily_metrics": daily_rows(world, deliveries),
    }


def achievement_row(world: World, outcome: Outcome) -> MartRow:
    return {
        "workspace_id": world.workspace_id,
        "achievement_id": outcome.achievement.achievement_id,
        "campaign_id": outcome.campaign_id,
        "person_id": outcome.achievement.person_id,
        "achieved_at": outcome.achievement.at,
        "outcome": outcome.outcome,
        "delivery_id": outcome.credit and outcome.credit.delivery.delivery_id,
        "touch_at": outcome.credit and outcome.credit.touch_at,
    }


def delivery_row(
    world: World, delivery: Delivery, verdict: Verdict, exits: dict[str, Exit]
) -> MartRow:
    credit = verdict.credit
    exit_ = exits.get(delivery.journey_id)
    exited_at = exit_.exited_at if exit_ else None
    return {
        "workspace_id": world.workspace_id,
        "delivery_id": delivery.delivery_id,
        "campaign_id": delivery.campaign_id,
        "message_id": delivery.message_id,
        "journey_id": delivery.journey_id,
        "person_id": delivery.person_id,
        "delivery_type": delivery.delivery_type,
        "goal_version_id": delivery.version.version_id if delivery.version else None,
        "created_at": delivery.created_at,
        "received_at": delivery.received_at,
        "first_opened_at": delivery.first_opened_at,
        "first_clicked_at": delivery.first_clicked_at,
        "last_touch_at": verdict.last_touch_at,
        "window_closes_at": verdict.window_closes_at,
        "conversion_status": verdict.status,
        "reason": verdict.reason,
        "is_converted": verdict.status == "converted",
        "converted_at": credit.achievement.at if credit else None,  # C8
        "achievement_id": credit.achievement.achievement_id if credit else None,
        "seconds_to_convert": seconds_to_convert(credit) if credit else None,
        # X8: created at or after the exit.
        "is_sent_after_exit": exited_at is not None and delivery.created_at >= exited_at,
    }


def seconds_to_convert(credit: Credit) -> int:
    """From the touch that won to the conversion."""
    return whole_seconds(credit.achievement.at - credit.touch_at)


def conversion_row(world: World, credit: Credit) -> MartRow:
    delivery = credit.delivery
    return {
        "workspace_id": world.workspace_id,
        "delivery_id": delivery.delivery_id,
        "campaign_id": delivery.campaign_id,
        "message_id": delivery.message_id,
        "journey_id": delivery.journey_id,
        "person_id": delivery.person_id,
        "goal_version_id": delivery.version.version_id,
        "achievement_id": credit.achievement.achievement_id,
        "touch_at": credit.touch_at,
        "converted_at": credit.achievement.at,
        "seconds_to_convert": seconds_to_convert(credit),
    }


def journey_row(world: World, journey: Journey, exit_: Exit, deliveries: list[MartRow]) -> MartRow:
    own = [row for row in deliveries if row["journey_id"] == journey.journey_id]
    statuses = {row["conversion_status"] for row in own}
    # Converted, else pending if any delivery is, else not_converted if any is, else not_tracked.
    ladder = ("converted", "pending", "not_converted")
    status = next((each for each in ladder if each in statuses), "not_tracked")
    return {
        "workspace_id": world.workspace_id,
        "journey_id": journey.journey_id,
        "campaign_id": journey.campaign_id,
        "person_id": journey.person_id,
        "goal_version_id": journey.version.version_id if journey.version else None,
        "entered_at": journey.entered_at,
        "conversion_status": status,
        "is_converted": status == "converted",
        # C7: the earliest.
        "converted_at": _earliest(row["converted_at"] for row in own),
        "deliveries": len(own),
        "deliveries_received": _count(own, lambda row: row["received_at"] is not None),
        "exit_setting": journey.version.exit_setting if journey.version else None,
        "exit_status": exit_.status,
        "exit_reason": exit_.reason,
        "exit_due_at": exit_.due_at,
        "exited_at": exit_.exited_at,
        "platform_exited_at": _earliest(world.steps_of(journey, "exit")),
        "deliveries_sent_after_exit": _count(own, lambda row: row["is_sent_after_exit"]),
    }


def _earliest(times) -> datetime | None:
    return min((at for at in times if at is not None), default=None)


def _count(rows: list[MartRow], test: Callable[[MartRow], bool]) -> int:
    return sum(1 for row in rows if test(row))


def _rate(part: int, whole: int) -> float | None:
    return part / whole if whole else None  # a rate over nothing is null


def delivery_counts(world: World, rows: list[MartRow]) -> MartRow:
    """What every mart of counts says about some deliveries."""
    mature = [
        row
        for row in rows
        if row["window_closes_at"] is not None and row["window_closes_at"] < world.as_of
    ]
    counts = {
        f"deliveries_{status}": _count(rows, lambda r, s=status: r["conversion_status"] == s)
        for status in STATUSES
    }
    return {
        **counts,
        "deliveries": len(rows),
        "deliveries_received": _count(rows, lambda row: row["received_at"] is not None),
        "deliveries_opened": _count(rows, lambda row: row["first_opened_at"] is not None),
        "deliveries_clicked": _count(rows, lambda row: row["first_clicked_at"] is not None),
        "deliveries_tracked": sum(counts.values()),
        "deliveries_mature": len(mature),
        "deliveries_mature_converted": _count(mature, lambda row: row["is_converted"]),
    }


def delivery_rates(counts: MartRow) -> MartRow:
    return {
        "conversion_rate": _rate(counts["deliveries_converted"], counts["deliveries_tracked"]),
        "mature_conversion_rate": _rate(
            counts["deliveries_mature_converted"], counts["deliveries_mature"]
        ),
    }


def campaign_rows(
    world: World, deliveries: list[MartRow], journeys: list[MartRow]
) -> list[MartRow]:
    """Every campaign of `campaigns`, deliveries or journeys has a row."""
    sources = (world.rows["campaigns"], deliveries, journeys)
    campaigns = {row["campaign_id"] for source in sources for row in source} - {None}
    rows = []
    for campaign_id in sorted(campaigns):
        counts = delivery_counts(world, _of(deliveries, campaign_id=campaign_id))
        own_journeys = _of(journeys, campaign_id=campaign_id)
        by_status = {
            f"journeys_{status}": len(_of(own_journeys, conversion_status=status))
            for status in STATUSES
        }
        rows.append(
            {
                "workspace_id": world.workspace_id,
                "campaign_id": campaign_id,
                **counts,
                **delivery_rates(counts),
                "journeys": len(own_journeys),
                **by_status,
                "journeys_exited_at_entry": len(_of(own_journeys, exit_status="exited_at_entry")),
                "journeys_exited_early": len(_of(own_journeys, exit_status="exited_early")),
                "deliveries_sent_after_exit": len(
                    _of(deliveries, campaign_id=campaign_id, is_sent_after_exit=True)
                ),
                "journey_conversion_rate": _rate(
                    by_status["journeys_converted"], sum(by_status.values())
                ),
            }
        )
    return rows


def message_rows(world: World, deliveries: list[MartRow]) -> list[MartRow]:
    rows = []
    for campaign_id, message_id in _messages(deliveries):
        own = _of(deliveries, campaign_id=campaign_id, message_id=message_id)
        counts = delivery_counts(world, own)
        rows.append(
            {
                "workspace_id": world.workspace_id,
                "campaign_id": campaign_id,
                "message_id": message_id,
                **counts,
                **delivery_rates(counts),
            }
        )
    return rows


def daily_rows(world: World, deliveries: list[MartRow]) -> list[MartRow]:
    rows = []
    for campaign_id, message_id in _messages(deliveries):
        own = _of(deliveries, campaign_id=campaign_id, message_id=message_id)
        key = {
            "workspace_id": world.workspace_id,
            "campaign_id": campaign_id,
            "message_id": message_id,
        }
        for date, on_day in _by_date(own, "created_at").items():
            counts = delivery_counts(world, on_day)
            rows.append({**key, "date_basis": "cohort", "date": date, **counts})
        for date, on_day in _by_date(own, "converted_at").items():
            # The conversion's day: conversions alone, the other counts 0.
            counts = delivery_counts(world, []) | {"deliveries_converted": len(on_day)}
            rows.append({**key, "date_basis": "outcome", "date": date, **counts})
    return rows


def _messages(deliveries: list[MartRow]) -> list[tuple[str, str]]:
    pairs = {(row["campaign_id"], row["message_id"]) for row in deliveries}
    return sorted(pair for pair in pairs if None not in pair)


def _by_date(rows: list[MartRow], column: str) -> dict[object, list[MartRow]]:
    by_date: dict[object, list[MartRow]] = defaultdict(list)
    for row in rows:
        if row[column] is not None:
            by_date[row[column].date()].append(row)
    return by_date


def _of(rows: list[MartRow], **wanted: object) -> list[MartRow]:
    return [row for row in rows if all(row[name] == value for name, value in wanted.items())]
