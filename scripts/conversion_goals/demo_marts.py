"""The demo's tables in the terminal: campaigns, messages, reasons, exits."""

from __future__ import annotations

from conversion_goals.database import opened, quoted
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

# A name is asked of the raw table, since the marts carry ids alone.
CAMPAIGNS = """
select coalesce(named.name, metrics.campaign_id), metrics.journeys, {counts}
from {campaign_metrics} as metrics
left join (
    select cast(campaign_id as varchar) as campaign_id, min(name) as name
    from {campaigns} group by all
) as named on metrics.campaign_id = named.campaign_id
order by try_cast(metrics.campaign_id as bigint), metrics.campaign_id
"""
MESSAGES = """
select
    coalesce(named.campaign, metrics.campaign_id),
    coalesce(named.name, metrics.message_id),
    {counts}
from {message_metrics} as metrics
left join (
    select
        cast(actions.action_id as varchar) as message_id,
        min(actions.name) as name,
        min(campaigns.name) as campaign
    from {campaign_actions} as actions
    left join {campaigns} as campaigns on actions.campaign_id = campaigns.campaign_id
    group by all
) as named on metrics.message_id = named.message_id
order by try_cast(metrics.message_id as bigint), metrics.message_id
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
    schema = quoted(project.raw_schema)
    names = {
        name.removeprefix("conversion_goals__"): relation
        for name, relation in run.relations.items()
    }
    for table in ("campaigns", "campaign_actions"):
        names[table] = f"{schema}.{quoted(project.raw_name(table))}"
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
