"""The campaigns of the made-up world: a small online school, its messages and its goals."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

HOUR = 3600
DAY = 24 * HOUR


@dataclass(frozen=True)
class Step:
    """One step of a campaign: so many hours after the entry, of this type."""

    hours: float
    type: str
    action_id: int
    name: str
    link_tracked: bool = True
    counts_conversions: bool | None = None


@dataclass(frozen=True)
class Campaign:
    """A campaign: what starts it, its steps, its goal versions, and how people answer to it."""

    campaign_id: int
    name: str
    trigger: str
    steps: tuple[Step, ...]
    goals: tuple[dict[str, Any], ...]
    answer: str
    answers: float
    hours_to_answer: float
    leaves_on_answer: bool = True


def _goal(version: str, set_at: str, **columns: Any) -> dict[str, Any]:
    return {"goal_version_id": version, "set_at": set_at, **columns}


WELCOME = Campaign(
    campaign_id=1,
    name="Welcome series",
    trigger="signed_up",
    steps=(
        Step(0.2, "email", 101, "Welcome aboard"),
        Step(0.3, "attribute_update", 102, "Mark as welcomed"),
        Step(48, "email", 103, "Three first lessons"),
        Step(120, "push", 104, "Your first lesson waits"),
    ),
    goals=(
        _goal(
            "welcome-1",
            "2026-01-01 00:00:00",
            goal_type="event",
            event_name="lesson_started",
            time_frame_seconds=7 * DAY,
            touch="received",
            exit_setting="goal_achieved",
        ),
        # From March on only opens count, and previews of a lesson no longer do.
        _goal(
            "welcome-2",
            "2026-03-01 00:00:00",
            goal_type="event",
            event_name="lesson_started",
            filter={"not": {"property": "is_preview", "operator": "eq", "value": True}},
            time_frame_seconds=5 * DAY,
            touch="opened",
            exit_setting="goal_achieved_or_stops_matching",
            audience={"attribute": "email_opt_in", "operator": "eq", "value": True},
        ),
    ),
    answer="lesson_started",
    answers=0.55,
    hours_to_answer=70,
)

CART = Campaign(
    campaign_id=2,
    name="Cart reminders",
    trigger="cart_filled",
    steps=(
        Step(1, "email", 201, "You left something behind"),
        Step(24, "twilio", 202, "Your course is still there"),
        Step(72, "whatsapp", 203, "Last call for your cart"),
    ),
    goals=(
        # Only the purchase of the very cart that started the journey counts.
        _goal(
            "cart-1",
            "2026-01-01 00:00:00",
            goal_type="event",
            event_name="purchase",
            filter={
                "and": [
                    {"property": "cart.id", "operator": "eq", "trigger": "cart.id"},
                    {"property": "cart.total", "operator": "gt", "value": 9.99},
                ]
            },
            time_frame_seconds=3 * DAY,
            touch="received",
            exit_setting="goal_achieved",
        ),
    ),
    answer="purchase",
    answers=0.4,
    hours_to_answer=30,
)

COURSE = Campaign(
    campaign_id=3,
    name="Finish your course",
    trigger="course_started",
    steps=(
        Step(72, "in-app", 301, "A tip for lesson two"),
        Step(168, "email", 302, "Half way there"),
        Step(336, "push", 303, "One lesson to go", link_tracked=False),
        Step(337, "segment_update", 304, "Add to finishers list"),
    ),
    goals=(
        _goal(
            "course-1",
            "2026-01-01 00:00:00",
            goal_type="event",
            event_name="course_completed",
            filter={
                "and": [
                    {"property": "course_id", "operator": "eq", "trigger": "course_id"},
                    {"property": "language", "operator": "eq", "attribute": "language"},
                ]
            },
            time_frame_seconds=10 * DAY,
            touch="clicked",
            exit_setting="goal_achieved_or_stops_matching",
            audience={
                "and": [
                    {"attribute": "email_opt_in", "operator": "eq", "value": True},
                    {
                        "or": [
                            {"segment": 11},
                            {"attribute": "plan", "operator": "eq", "value": "pro"},
                        ]
                    },
                ]
            },
        ),
    ),
    answer="course_completed",
    answers=0.45,
    hours_to_answer=260,
)

WIN_BACK = Campaign(
    campaign_id=4,
    name="Win-back",
    trigger="dormant",
    steps=(
        Step(2, "email", 401, "We miss you"),
        Step(96, "email", 402, "A free lesson for you"),
        Step(97, "slack", 403, "Tell the care team"),
        Step(192, "twilio", 404, "Come back this week"),
    ),
    goals=(
        _goal(
            "winback-1",
            "2026-01-01 00:00:00",
            goal_type="leaves_segment",
            segment_id=12,
            time_frame_seconds=14 * DAY,
            touch="opened",
            exit_setting="stops_matching",
            audience={"segment": 12},
        ),
    ),
    answer="awake",
    answers=0.3,
    hours_to_answer=120,
)

UPGRADE = Campaign(
    campaign_id=5,
    name="Plan upgrade",
    trigger="active",
    steps=(
        Step(0.5, "in-app", 501, "Try Pro for a month"),
        Step(48, "email", 502, "What Pro learners get"),
        Step(240, "email", 503, "Your Pro offer ends"),
    ),
    goals=(
        _goal(
            "upgrade-1",
            "2026-01-01 00:00:00",
            goal_type="enters_segment",
            segment_id=13,
            time_frame_seconds=30 * DAY,
            touch="received",
            exit_setting="never",
        ),
        # A slip of the hand in February, mended two days later: a time frame of 0.
        _goal(
            "upgrade-2",
            "2026-02-10 00:00:00",
            goal_type="enters_segment",
            segment_id=13,
            time_frame_seconds=0,
            touch="opened",
            exit_setting="goal_achieved",
        ),
        _goal(
            "upgrade-3",
            "2026-02-12 00:00:00",
            goal_type="enters_segment",
            segment_id=13,
            time_frame_seconds=20 * DAY,
            touch="opened",
            exit_setting="goal_achieved",
        ),
    ),
    answer="upgraded",
    answers=0.25,
    hours_to_answer=200,
)

LEADS = Campaign(
    campaign_id=6,
    name="Company leads",
    trigger="price_viewed",
    steps=(
        Step(0.1, "webhook", 601, "Lead to the CRM", counts_conversions=True),
        Step(0.2, "slack", 602, "Tell the sales team"),
        Step(24, "email", 603, "A call with our team"),
        Step(26, "webhook", 604, "Score to the CRM"),
    ),
    goals=(
        _goal(
            "leads-1",
            "2026-01-01 00:00:00",
            goal_type="event",
            event_name="call_booked",
            filter={
                "or": [
                    {"property": "seats", "operator": "gte", "value": 5},
                    {"attribute": "country", "operator": "in", "value": ["DE", "FR"]},
                ]
            },
            time_frame_seconds=14 * DAY,
            touch="received",
            exit_setting="never",
        ),
    ),
    answer="call_booked",
    answers=0.35,
    hours_to_answer=60,
    leaves_on_answer=False,
)

EXAMS = Campaign(
    campaign_id=7,
    name="Exam season",
    trigger="exam_viewed",
    steps=(
        Step(4, "email", 701, "Dates of the spring exams"),
        Step(72, "whatsapp", 702, "Seats are filling up"),
    ),
    goals=(
        _goal(
            "exams-1",
            "2026-02-01 00:00:00",
            goal_type="event",
            event_name="exam_booked",
            filter={
                "and": [
                    {"property": "sits_at", "operator": "after", "value": "2026-04-15"},
                    {"property": "topics", "operator": "contains", "value": "maths"},
                    {"property": "voucher", "operator": "not_exists"},
                ]
            },
            time_frame_seconds=6 * DAY,
            touch="opened",
            exit_setting="never",
        ),
        # The season is over: no goal from here on.
        _goal("exams-2", "2026-05-10 00:00:00", exit_setting="never"),
    ),
    answer="exam_booked",
    answers=0.5,
    hours_to_answer=50,
    leaves_on_answer=False,
)

CAMPAIGNS = (WELCOME, CART, COURSE, WIN_BACK, UPGRADE, LEADS, EXAMS)
MESSAGE_TYPES = {"email", "twilio", "push", "in-app", "whatsapp", "webhook", "slack"}

ACTIVE_SEGMENT, DORMANT_SEGMENT, PRO_SEGMENT = 11, 12, 13
COURSES = ("algebra", "statistics", "rome", "cells", "piano")
