-- Messages and days whose conversions by outcome are not those of that day, or that count
-- anything else.
with

counted as (
    select
        workspace_id,
        campaign_id,
        message_id,
        cast(converted_at as date) as converted_date,
        count(*) as conversions
    from {{ ref('conversion_goals__conversions') }}
    where campaign_id is not null and message_id is not null
    group by workspace_id, campaign_id, message_id, cast(converted_at as date)
),

told as (
    select
        *,
        deliveries + deliveries_received + deliveries_tracked + deliveries_not_converted
        + deliveries_pending + deliveries_mature + deliveries_mature_converted as other_counts
    from {{ ref('conversion_goals__daily_metrics') }}
    where date_basis = 'outcome'
)

select
    coalesce(counted.workspace_id, told.workspace_id) as workspace_id,
    coalesce(counted.campaign_id, told.campaign_id) as campaign_id,
    coalesce(counted.message_id, told.message_id) as message_id,
    coalesce(counted.converted_date, told.date) as converted_date
from counted
full outer join told
    on
        counted.workspace_id = told.workspace_id
        and counted.campaign_id = told.campaign_id
        and counted.message_id = told.message_id
        and counted.converted_date = told.date
where
    counted.conversions is distinct from told.deliveries_converted
    or told.other_counts <> 0
