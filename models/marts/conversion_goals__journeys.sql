-- One row per journey: whether it converted, and when and why it should have left its campaign early.
with

journeys as (
    select * from {{ ref('int_journeys') }}
),

exits as (
    select * from {{ ref('int_journey_exits') }}
),

open_stretches as (
    select * from {{ ref('int_open_stretches') }}
),

workspaces as (
    select * from {{ ref('int_workspaces') }}
),

deliveries as (
    select
        workspace_id,
        journey_id,
        count(*) as deliveries,
        count(received_at) as deliveries_received,
        count(case when is_sent_after_exit then 1 end) as deliveries_sent_after_exit,
        -- C7: the earliest conversion of its deliveries.
        min(converted_at) as converted_at,
        max(case when conversion_status = 'pending' then 1 else 0 end) as has_pending,
        max(case when conversion_status = 'not_converted' then 1 else 0 end) as has_not_converted
    from {{ ref('conversion_goals__deliveries') }}
    where journey_id is not null
    group by workspace_id, journey_id
),

-- exit_due is asked at as_of, or a year after the entry if that is earlier.
asked as (
    select
        journeys.*,
        least(workspaces.as_of, {{ add_seconds('journeys.entered_at', 365 * 86400) }}) as asked_at
    from journeys
    inner join workspaces on journeys.workspace_id = workspaces.workspace_id
),

due as (
    select
        asked.workspace_id,
        asked.journey_id,
        case when exits.open_goal_due_at <= asked.asked_at then exits.open_goal_due_at end as goal_due_at,
        open_stretches.starts_at as stop_due_at
    from asked
    inner join exits
        on
            asked.workspace_id = exits.workspace_id
            and asked.journey_id = exits.journey_id
    left join open_stretches
        on
            asked.workspace_id = open_stretches.workspace_id
            and asked.journey_id = open_stretches.journey_id
            and open_stretches.starts_at <= asked.asked_at
            and (open_stretches.ends_at > asked.asked_at or open_stretches.ends_at is null)
),

facts as (
    select
        asked.workspace_id,
        asked.journey_id,
        asked.campaign_id,
        asked.person_id,
        asked.goal_version_id,
        asked.entered_at,
        asked.exit_setting,
        case
            when deliveries.converted_at is not null then 'converted'
            when deliveries.has_pending = 1 then 'pending'
            when deliveries.has_not_converted = 1 then 'not_converted'
            else 'not_tracked'
        end as conversion_status,
        deliveries.converted_at,
        coalesce(deliveries.deliveries, 0) as deliveries,
        coalesce(deliveries.deliveries_received, 0) as deliveries_received,
        coalesce(deliveries.deliveries_sent_after_exit, 0) as deliveries_sent_after_exit,
        case
            when exits.exited_at = asked.entered_at then 'exited_at_entry'
            when exits.exited_at is not null then 'exited_early'
            when exits.finished_at is not null then 'completed'
            when due.goal_due_at is not null or due.stop_due_at is not null then 'exit_due'
            else 'not_exited'
        end as exit_status,
        exits.exit_reason,
        exits.exit_due_at,
        exits.exited_at,
        exits.platform_exited_at,
        due.goal_due_at,
        due.stop_due_at
    from asked
    inner join exits
        on
            asked.workspace_id = exits.workspace_id
            and asked.journey_id = exits.journey_id
    inner join due
        on
            asked.workspace_id = due.workspace_id
            and asked.journey_id = due.journey_id
    left join deliveries
        on
            asked.workspace_id = deliveries.workspace_id
            and asked.journey_id = deliveries.journey_id
)

select
    workspace_id,
    journey_id,
    campaign_id,
    person_id,
    goal_version_id,
    conversion_status,
    conversion_status = 'converted' as is_converted,
    exit_setting,
    exit_status,
    case
        when exit_status <> 'exit_due' then exit_reason
        -- X7: the condition that came to hold first; a tie says goal_achieved.
        when goal_due_at is null or stop_due_at < goal_due_at then 'stopped_matching'
        else 'goal_achieved'
    end as exit_reason,
    deliveries,
    deliveries_received,
    deliveries_sent_after_exit,
    entered_at,
    converted_at,
    case
        when exit_status <> 'exit_due' then exit_due_at
        when goal_due_at is null or stop_due_at < goal_due_at then stop_due_at
        else goal_due_at
    end as exit_due_at,
    exited_at,
    platform_exited_at
from facts
