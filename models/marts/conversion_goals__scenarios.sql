-- One row per scenario, campaign and message that made a delivery: its deliveries counted by what
-- would have become of them.
with

official as (
    select
        workspace_id,
        campaign_id,
        message_id,
        deliveries,
        deliveries_tracked,
        deliveries_converted,
        deliveries_not_converted,
        deliveries_pending
    from {{ ref('conversion_goals__message_metrics') }}
),

scenarios as (
    select scenario_id from {{ ref('int_scenarios') }}
),

tracked as (
    select
        scenario_id,
        workspace_id,
        campaign_id,
        message_id,
        count(*) as deliveries_tracked,
        count(case when conversion_status = 'converted' then 1 end) as deliveries_converted,
        count(case when conversion_status = 'not_converted' then 1 end) as deliveries_not_converted,
        count(case when conversion_status = 'pending' then 1 end) as deliveries_pending
    from {{ ref('int_scenario_tracked') }}
    where campaign_id is not null and message_id is not null
    group by scenario_id, workspace_id, campaign_id, message_id
),

counted as (
    select
        'official' as scenario_id,
        official.*
    from official

    union all

    -- A message of which a scenario tracks nothing has its row all the same.
    select
        scenarios.scenario_id,
        official.workspace_id,
        official.campaign_id,
        official.message_id,
        official.deliveries,
        coalesce(tracked.deliveries_tracked, 0) as deliveries_tracked,
        coalesce(tracked.deliveries_converted, 0) as deliveries_converted,
        coalesce(tracked.deliveries_not_converted, 0) as deliveries_not_converted,
        coalesce(tracked.deliveries_pending, 0) as deliveries_pending
    from official
    cross join scenarios
    left join tracked
        on
            scenarios.scenario_id = tracked.scenario_id
            and official.workspace_id = tracked.workspace_id
            and official.campaign_id = tracked.campaign_id
            and official.message_id = tracked.message_id
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
