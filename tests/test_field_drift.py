"""Faults that the field's packages were seen to have, each told on a few rows: none of them here.

Most of them show only when something arrives after a first run, so each has two.
"""

from datetime import datetime, timedelta

import pytest
from cases import AS_OF
from evaluator import Settings, evaluate
from worlds import joined

START = datetime(2026, 3, 1)
LATER = START + timedelta(days=20)
SETTINGS = Settings(as_of=AS_OF)


def hours(number: float) -> datetime:
    return START + timedelta(hours=number)


def row(loaded_at: datetime = START, **columns: object) -> dict:
    return {"workspace_id": "w", "loaded_at": loaded_at, **columns}


def goal(**columns: object) -> dict:
    settings = {"goal_type": "event", "event_name": "purchase", "touch": "received"}
    settings |= {"time_frame_seconds": 3600, "exit_setting": "never", **columns}
    return {
        "campaigns": [row(campaign_id="c", name="Spring")],
        "campaign_goals": [
            row(campaign_id="c", goal_version_id="g", set_at=hours(-24), **settings)
        ],
    }


def message(delivery_id: str, hour: float, delivery_type: str = "email") -> dict:
    """A delivery of person p's journey j, received in the hour that is given."""
    at = hours(hour)
    own = {"internal_customer_id": "p", "campaign_id": "c", "created_at": at}
    kind = {"delivery_type": delivery_type, "action_id": "m", "subject_id": "j"}
    metric = {"event_id": f"m{delivery_id}", "delivery_id": delivery_id, "metric": "delivered"}
    return {
        "subjects": [
            row(subject_name="j", started_campaign_at=START)
            | {"internal_customer_id": "p", "campaign_id": "c"}
        ],
        "deliveries": [row(delivery_id=delivery_id, **own, **kind)],
        "metrics": [row(created_at=at, **metric)],
    }


def purchase(event_id: str, hour: float, loaded_at: datetime = START, **columns: object) -> dict:
    event = {"event_id": event_id, "internal_customer_id": "p", "name": "purchase", **columns}
    return {"events": [row(loaded_at, processed_at=hours(hour), **event)]}


def later(rows: dict, loaded_at: datetime = LATER) -> dict:
    """The same rows, arriving after the first run."""
    return {
        table: [{**one, "loaded_at": loaded_at} for one in many] for table, many in rows.items()
    }


TWO_RUNS = {
    "late_touch_takes_the_credit_of_an_achievement_seen_before": (
        [goal(), purchase("e", 1.5)],
        [later(message("d", 1))],
    ),
    "event_without_a_person_gets_its_person_later": (
        [goal(), message("d", 1), purchase("e", 1.5, internal_customer_id=None)],
        [purchase("e", 1.25, LATER)],
    ),
    "row_far_behind_the_newest_is_not_lost": (
        [goal(), message("d", 1), purchase("other", 90, LATER, internal_customer_id="q")],
        [purchase("e", 1.5, START - timedelta(days=30))],
    ),
    "ineligible_message_that_came_last_takes_nothing": (
        [goal(), message("d", 1)],
        [later(message("s", 1.2, "slack")), purchase("e", 1.5, LATER)],
    ),
    "window_is_counted_in_elapsed_time_not_in_hours_begun": (
        [goal(), message("d", 1.0)],
        [purchase("e", 2 + 1 / 3600, LATER)],
    ),
    "renamed_campaign_stands_once": (
        [goal(), message("d", 1)],
        [{"campaigns": [row(LATER, campaign_id="c", name="Summer")]}],
    ),
    "refund_stays_below_nothing": (
        [goal(filter='{"property": "total", "operator": "gt", "value": 0}'), message("d", 1)],
        [purchase("e", 1.5, LATER, properties='{"total": -5}')],
    ),
    "equal_touches_are_dealt_by_a_rule": (
        [goal(), message("d1", 1), purchase("e", 1.5)],
        [later(message("d2", 1))],
    ),
    "second_touch_can_credit_again_for_another_achievement": (
        [goal(), message("d1", 1), purchase("e", 1.5)],
        [later(message("d2", 2)), purchase("f", 2.5, LATER)],
    ),
}


def test_no_fault_of_the_field_in_two_runs(warehouse) -> None:
    """All stories in one database, each in a workspace of its own: after each run as evaluated."""
    database = warehouse()
    for run in (0, 1):
        database.arrive(
            joined(
                {
                    table: [{**one, "workspace_id": name} for one in many]
                    for table, many in rows.items()
                }
                for name, runs in TWO_RUNS.items()
                for rows in runs[run]
            )
        )
        database.build({"as_of": str(AS_OF)})
        assert database.differences(evaluate(database.raw, SETTINGS)) == []
    assert dict(database.answer(CREDITS)) == {
        "late_touch_takes_the_credit_of_an_achievement_seen_before": "d:e:1800",
        "event_without_a_person_gets_its_person_later": "d:e:900",
        "row_far_behind_the_newest_is_not_lost": "d:e:1800",
        "ineligible_message_that_came_last_takes_nothing": "d:e:1800",
        "equal_touches_are_dealt_by_a_rule": "d2:e:1800",
        "second_touch_can_credit_again_for_another_achievement": "d1:e:1800, d2:f:1800",
    }
    names = "select workspace_id, campaign_name from conversion_goals__campaign_metrics"
    assert (("renamed_campaign_stands_once", "Summer")) in database.answer(names)
    assert len(database.answer(names)) == len(TWO_RUNS)


CREDITS = """
select
    workspace_id,
    string_agg(
        delivery_id || ':' || achievement_id || ':' || seconds_to_convert, ', ' order by delivery_id
    )
from conversion_goals__conversions
group by workspace_id
"""


@pytest.mark.parametrize("total", [-5, 0, 5])
def test_stories_are_told_by_the_evaluator_too(total: int) -> None:
    """The refund's story turns on the sign alone."""
    rows = joined([*TWO_RUNS["refund_stays_below_nothing"][0], purchase("e", 1.5, LATER)])
    rows["events"][0]["properties"] = f'{{"total": {total}}}'
    converted = evaluate(rows, SETTINGS)["conversion_goals__conversions"]
    assert len(converted) == (1 if total > 0 else 0)
