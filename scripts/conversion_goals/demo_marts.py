"""The demo's tables in the terminal: campaigns, messages, reasons, exits."""

from __future__ import annotations

from conversion_goals.database import opened
from conversion_goals.dbt_run import DbtRun
from conversion_goals.project import Project
from conversion_goals.show import print_heading, print_table

COUNTS = (
    "deliveries, deliveries_tracked, deliveries_converted, deliveries_not_converted,"
    " deliveries_pending, conversion_rate, mature_conversion_rate"
)
COUNT_NAMES = (
    "deliveries",
    "tracked",
    "converted",
    "not converted",
    "pending",
    "conversion rate",
    "mature rate",
)

CAMPAIGNS = """
select coalesce(campaign_name, campaign_id), journeys, {counts}
from {campaign_metrics}
order by try_cast(campaign_id as bigint), campaign_id
"""
MESSAGES = """
select
    coalesce(campaigns.campaign_name, messages.campaign_id),
    coalesce(messages.message_name, messages.message_id),
    {counts}
from {message_metrics} as messages
left join (
    select workspace_id, campaign_id, campaign_name from {campaign_metrics}
) as campaigns using (workspace_id, campaign_id)
order by try_cast(messages.message_id as bigint), messages.message_id
"""
REASONS = """
select conversion_status, reason, count(*)
from {deliveries} group by all order by 1, 3 desc, 2
"""
EXITS = """
select exit_status, exit_reason, count(*), sum(deliveries_sent_after_exit)::bigint
from {journeys} group by all order by 1, 2
"""


def print_marts(project: Project, run: DbtRun) -> None:
    """Print what the marts say, table by table."""
    names = {
        name.removeprefix("conversion_goals__"): relation
        for name, relation in run.relations.items()
    }
    views = (
        ("Campaigns", CAMPAIGNS, ("campaign", "journeys", *COUNT_NAMES)),
        ("Messages", MESSAGES, ("campaign", "message", *COUNT_NAMES)),
        ("Why deliveries stand where they stand", REASONS, ("status", "reason", "deliveries")),
        ("Exits", EXITS, ("exit", "reason", "journeys", "sent after exit")),
    )
    with opened(project, read_only=True) as connection:
        for title, query, headers in views:
            rows = connection.execute(query.format(counts=COUNTS, **names)).fetchall()
            print_heading(title)
            print_table(headers, rows)
