-- One row per scenario, campaign and message that made a delivery: its deliveries counted by what
-- would have become of them.
with

verdicts as (
    select
        'official' as scenario_id,
        workspace_id,
        campaign_id,
        message_id,
        conversion_status
    from {{ ref('conversion_goals__deliveries') }}

    union all

    select
        scenario_id,
        workspace_id,
        campaign_id,
        message_id,
        conversion_status
    from {{ ref('int_scenario_verdicts') }}
),

counted as (
    select
        scenario_id,
        workspace_id,
        campaign_id,
        message_id,
        count(*) as deliveries,
        count(case when conversion_status <> 'not_tracked' then 1 end) as deliveries_tracked,
        count(case when conversion_status = 'converted' then 1 end) as deliveries_converted,
        count(case when conversion_status = 'not_converted' then 1 end) as deliveries_not_converted,
        count(case when conversion_status = 'pending' then 1 end) as deliveries_pending
    from verdicts
    where campaign_id is not null and message_id is not null
    group by scenario_id, workspace_id, campaign_id, message_id
)

select
    scenario_id,
    workspace_id,
    campaign_id,
    message_id,
    deliveries,
    deliveries_tracked,
    deliveries_converted,
    deliveries_not_converted,
    deliveries_pending,
    {{ rate('deliveries_converted', 'deliveries_tracked') }} as conversion_rate
from counted
