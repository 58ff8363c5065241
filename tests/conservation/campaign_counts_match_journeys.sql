-- Campaigns whose counts of journeys differ from their journeys, on either side.
with

counted as (
    select
        workspace_id,
        campaign_id,
        count(*) as journeys,
        sum(case when converted_at is not null then 1 else 0 end) as journeys_converted,
        sum(case when conversion_status = 'not_converted' then 1 else 0 end)
            as journeys_not_converted,
        sum(case when conversion_status = 'pending' then 1 else 0 end) as journeys_pending,
        sum(case when exited_at = entered_at then 1 else 0 end) as journeys_exited_at_entry,
        sum(case when exited_at > entered_at then 1 else 0 end) as journeys_exited_early
    from {{ ref('conversion_goals__journeys') }}
    where campaign_id is not null
    group by workspace_id, campaign_id
),

told as (
    select *
    from {{ ref('conversion_goals__campaign_metrics') }}
    where journeys > 0
)

select
    coalesce(counted.workspace_id, told.workspace_id) as workspace_id,
    coalesce(counted.campaign_id, told.campaign_id) as campaign_id
from counted
full outer join told
    on
        counted.workspace_id = told.workspace_id
        and counted.campaign_id = told.campaign_id
where
    counted.journeys is distinct from told.journeys
    or counted.journeys_converted is distinct from told.journeys_converted
    or counted.journeys_not_converted is distinct from told.journeys_not_converted
    or counted.journeys_pending is distinct from told.journeys_pending
    or counted.journeys_exited_at_entry is distinct from told.journeys_exited_at_entry
    or counted.journeys_exited_early is distinct from told.journeys_exited_early
