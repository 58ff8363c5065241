"""What the report shows, aggregated in SQL: counts by campaign and cohort, a few examples."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from conversion_goals.explain_words import REASONS

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

Ask = Callable[..., list[tuple]]
Index = Mapping[tuple, int]

# Weeks read well up to a year and a half; a longer span, or one of many campaigns, is by month.
MOST_WEEKS = 78
MOST_COHORTS = 4000
EXAMPLES = 3
MOST_EXAMPLES = 3000
HOUR, DAY = 3600, 86400
# Where the curve of the time to convert has its points, in seconds.
STEPS = (
    *(300, 900, 1800, HOUR, 2 * HOUR, 4 * HOUR, 8 * HOUR, 12 * HOUR),
    *(n * DAY for n in (1, 1.5, 2, 3, 4, 5, 6, 7, 10, 14, 21, 30, 45, 60, 90)),
)

SPAN = """
select min(created_at), max(created_at) from {deliveries} where campaign_id is not null
"""
CELLS = """
create or replace temp table cells as
select
    workspace_id,
    campaign_id,
    message_id,
    cast(date_trunc('{grain}', created_at) as date) as period,
    reason,
    conversion_status,
    count(*) as deliveries,
    count(received_at) as received,
    count(first_opened_at) as opened,
    count(first_clicked_at) as clicked,
    count(*) filter (where is_mature) as mature,
    count(*) filter (where is_mature and is_converted) as mature_converted,
    count(*) filter (where is_sent_after_exit) as after_exit
from {deliveries}
where campaign_id is not null
group by all
"""
CAMPAIGNS = """
select workspace_id, campaign_id, campaign_name from {campaign_metrics}
order by try_cast(campaign_id as bigint) nulls last, campaign_id, workspace_id
"""
MESSAGES = """
with shown as (
    select distinct workspace_id, campaign_id, message_id from cells
),
titled as (
    select shown.workspace_id, shown.campaign_id, shown.message_id, {name} as title
    from shown {named}
    group by shown.workspace_id, shown.campaign_id, shown.message_id
)
select * from titled
order by try_cast(message_id as bigint) nulls last, message_id, workspace_id, campaign_id
"""
NAMED = """
left join {message_metrics} as named
    on shown.workspace_id = named.workspace_id
    and shown.campaign_id = named.campaign_id
    and shown.message_id = named.message_id
"""
BY_MESSAGE = """
select
    workspace_id, campaign_id, message_id, period,
    sum(deliveries)::bigint, sum(received)::bigint, sum(opened)::bigint, sum(clicked)::bigint,
    coalesce(sum(deliveries) filter (conversion_status <> 'not_tracked'), 0)::bigint,
    coalesce(sum(deliveries) filter (conversion_status = 'converted'), 0)::bigint,
    coalesce(sum(deliveries) filter (conversion_status = 'pending'), 0)::bigint,
    sum(mature)::bigint, sum(mature_converted)::bigint, sum(after_exit)::bigint
from cells group by all order by all
"""
BY_REASON = """
select workspace_id, campaign_id, period, conversion_status, reason, sum(deliveries)::bigint
from cells group by all order by all
"""
JOURNEYS = """
select
    workspace_id, campaign_id, cast(date_trunc('{grain}', entered_at) as date) as period,
    conversion_status, exit_status, exit_reason,
    count(*), sum(deliveries_sent_after_exit)::bigint
from {journeys} where campaign_id is not null group by all order by all
"""
TIMES = """
select
    workspace_id, campaign_id, cast(date_trunc('{grain}', created_at) as date) as period,
    list_position(list_transform({steps}, lambda step: seconds_to_convert <= step), true) as step,
    count(*)
from {deliveries}
where campaign_id is not null and is_mature and is_converted
group by all order by all
"""
# A window closes a time frame after its touch: so the marts tell the frame of each goal version.
FRAMES = """
select distinct
    workspace_id, campaign_id,
    extract(epoch from window_closes_at - coalesce(last_touch_at, received_at))::bigint as seconds
from {deliveries}
where campaign_id is not null and window_closes_at is not null
order by all
"""
STORIES = """
with chosen as (
    select
        workspace_id, campaign_id, reason,
        max(row(created_at, delivery_id), {examples}) as deliveries
    from {deliveries} where campaign_id is not null group by all
),
newest as (
    select workspace_id, campaign_id, reason, unnest(deliveries) as delivery from chosen
)
select
    deliveries.workspace_id, deliveries.campaign_id, deliveries.reason, deliveries.delivery_id,
    deliveries.message_id, deliveries.delivery_type, deliveries.created_at, deliveries.received_at,
    deliveries.first_opened_at, deliveries.first_clicked_at, deliveries.last_touch_at,
    deliveries.window_closes_at, deliveries.converted_at, deliveries.seconds_to_convert,
    deliveries.is_sent_after_exit
from newest
inner join {deliveries} as deliveries
    on newest.workspace_id = deliveries.workspace_id
    and newest.delivery[2] = deliveries.delivery_id
order by 1, 2, 3, deliveries.created_at desc, 4
"""
# What the platform itself reports as converted, where its export holds such metrics.
PLATFORM = """
with theirs as (
    select distinct
        cast(workspace_id as varchar) as workspace_id,
        cast(delivery_id as varchar) as delivery_id
    from {metrics} where metric = 'converted'
)
select
    deliveries.workspace_id, deliveries.campaign_id,
    cast(date_trunc('{grain}', deliveries.created_at) as date) as period,
    count(theirs.delivery_id),
    count(*) filter (deliveries.is_converted),
    count(theirs.delivery_id) filter (deliveries.is_converted)
from {deliveries} as deliveries
left join theirs
    on deliveries.workspace_id = theirs.workspace_id
    and deliveries.delivery_id = theirs.delivery_id
where deliveries.campaign_id is not null and (select count(*) from theirs) > 0
group by all order by all
"""
AS_OF = "select min(as_of), max(as_of) from {workspaces}"
QUESTIONS = (
    *(SPAN, CELLS, CAMPAIGNS, MESSAGES, NAMED, BY_MESSAGE, BY_REASON, JOURNEYS, TIMES, FRAMES),
    *(STORIES, PLATFORM, AS_OF, "message_name"),
)

CELL_NAMES = (
    *("deliveries", "received", "opened", "clicked", "tracked", "converted", "pending"),
    *("mature", "matureConverted", "afterExit"),
)
STORY_NAMES = (
    *("delivery", "message", "type", "created", "received", "opened", "clicked", "touch"),
    *("closes", "converted", "seconds", "afterExit"),
)


def read_report(connection: DuckDBPyConnection, names: Mapping[str, str]) -> dict[str, Any]:
    """Return the page's data; `names` are the relations of marts and raw tables by short name."""

    def ask(query: str, **words: Any) -> list[tuple]:
        return connection.execute(query.format(**names, **words)).fetchall()

    campaigns = ask(CAMPAIGNS)
    grain = _grain(*ask(SPAN)[0], len(campaigns))
    ask(CELLS, grain=grain)
    index = {(workspace, campaign): i for i, (workspace, campaign, _) in enumerate(campaigns)}
    found = ask(MESSAGES, **_message_names(names))
    messages = {tuple(row[:3]): i for i, row in enumerate(found)}
    cells = ask(BY_MESSAGE)
    journeys = ask(JOURNEYS, grain=grain)
    periods = sorted({row[3] for row in cells} | {row[2] for row in journeys})
    place = {period: i for i, period in enumerate(periods)}
    return {
        "grain": grain,
        "asOf": ask(AS_OF)[0] if "workspaces" in names else None,
        "periods": periods,
        "steps": STEPS,
        "campaigns": [{"id": c, "workspace": w, "name": name or c} for w, c, name in campaigns],
        "messages": [
            {"campaign": index[w, c], "id": m, "name": name or m or "without message"}
            for w, c, m, name in found
        ],
        "cells": _columns(
            ("message", "period", *CELL_NAMES),
            [(messages[tuple(r[:3])], place[r[3]], *r[4:]) for r in cells],
        ),
        "examples": _examples(ask, index, messages),
        "reasonWords": REASONS,
        "platform": None,
        **_by_campaign(ask, index, place, grain, journeys),
        **(_platform(ask, index, place, grain) if "metrics" in names else {}),
    }


def _grain(first: datetime | None, last: datetime | None, campaigns: int) -> str:
    weeks = (last - first).days // 7 if first and last else 0
    is_long = weeks > MOST_WEEKS or weeks * campaigns > MOST_COHORTS
    return "month" if is_long else "week"


def _message_names(names: Mapping[str, str]) -> dict[str, str]:
    """Messages are named where their own mart is there."""
    if "message_metrics" not in names:
        return {"name": "null", "named": ""}
    return {"name": "min(named.message_name)", "named": NAMED.format(**names)}


def _by_campaign(
    ask: Ask, index: Index, place: Mapping[date, int], grain: str, journeys: Sequence[tuple]
) -> dict[str, Any]:
    """Tables whose rows are of a campaign and a cohort."""
    steps = f"[{', '.join(f'{step:.0f}' for step in STEPS)}]"
    times = _keyed(index, place, ask(TIMES, grain=grain, steps=steps))
    frames: dict[int, list[int]] = {}
    for workspace, campaign, seconds in ask(FRAMES):
        frames.setdefault(index[workspace, campaign], []).append(seconds)
    return {
        "frames": frames,
        "reasons": _columns(
            ("campaign", "period", "status", "reason", "deliveries"),
            _keyed(index, place, ask(BY_REASON)),
        ),
        "journeys": _columns(
            ("campaign", "period", "status", "exit", "exitReason", "journeys", "afterExit"),
            _keyed(index, place, journeys),
        ),
        "times": _columns(
            ("campaign", "period", "step", "conversions"),
            [(campaign, period, step - 1, n) for campaign, period, step, n in times],
        ),
    }


def _platform(ask: Ask, index: Index, place: Mapping[date, int], grain: str) -> dict[str, Any]:
    """The platform's own figure, where its export tells one."""
    rows = _keyed(index, place, ask(PLATFORM, grain=grain))
    names = ("campaign", "period", "theirs", "ours", "both")
    return {"platform": _columns(names, rows)} if rows else {}


def _keyed(index: Index, place: Mapping[date, int], rows: Sequence[tuple]) -> list[tuple]:
    """Workspace, campaign and period as the places where the page lists them."""
    return [(index[row[0], row[1]], place[row[2]], *row[3:]) for row in rows]


def _examples(ask: Ask, index: Index, messages: Index) -> list[dict[str, Any]]:
    """The newest deliveries of each campaign and reason, fewer where there are many campaigns."""
    each = max(1, min(EXAMPLES, MOST_EXAMPLES // (13 * max(1, len(index)))))
    stories = []
    for workspace, campaign, reason, delivery, message, *rest in ask(STORIES, examples=each):
        named = messages[workspace, campaign, message]
        story = dict(zip(STORY_NAMES, (delivery, named, *rest), strict=True))
        told = {name: value for name, value in story.items() if value is not None}
        stories.append({"campaign": index[workspace, campaign], "reason": reason, **told})
    return stories


def _columns(names: Sequence[str], rows: Sequence[tuple]) -> dict[str, Any]:
    """Rows by column, each name once; a column of words lists them once and then their places."""
    columns: dict[str, Any] = {}
    for i, name in enumerate(names):
        values = [row[i] for row in rows]
        words = list(dict.fromkeys(values))
        if any(isinstance(word, str) for word in words):
            place = {word: code for code, word in enumerate(words)}
            columns[name] = {"words": words, "codes": [place[value] for value in values]}
        else:
            columns[name] = values
    return columns
