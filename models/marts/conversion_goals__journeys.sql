-- One row per journey: whether it converted, and when and why it should have left its campaign
-- early.
{{ config(materialized='view') }}

with

verdicts as (
    select * from {{ ref('int_journey_verdicts') }}
),

open_stretches as (
    select * from {{ ref('int_open_stretches') }}
),

workspaces as (
    select * from {{ ref('int_workspaces') }}
),

-- exit_due is asked at as_of, or a year after the entry if that is earlier.
asked as (
    select
        verdicts.*,
        workspaces.as_of,
        least(workspaces.as_of, {{ add_seconds('verdicts.entered_at', 365 * 86400) }}) as asked_at
    from verdicts
    inner join workspaces on verdicts.workspace_id = workspaces.workspace_id
),

due as (
    select
        asked.*,
        case
            when asked.open_goal_due_at <= asked.asked_at then asked.open_goal_due_at
        end as goal_due_at,
        open_stretches.starts_at as stop_due_at
    from asked
    left join open_stretches
        on
            asked.workspace_id = open_stretches.workspace_id
            and asked.journey_id = open_stretches.journey_id
            and asked.asked_at >= open_stretches.starts_at
            and (asked.asked_at < open_stretches.ends_at or open_stretches.ends_at is null)
),

judged as (
    select
        *,
        case
            when converted_at is not null then 'converted'
            when may_be_pending_until >= as_of then 'pending'
            when deliveries_tracked > 0 then 'not_converted'
            else 'not_tracked'
        end as conversion_status,
        case
            when exited_at = entered_at then 'exited_at_entry'
            when exited_at is not null then 'exited_early'
            when finished_at is not null then 'completed'
            when goal_due_at is not null or stop_due_at is not null then 'exit_due'
            else 'not_exited'
        end as exit_status,
        -- X7: the condition that came to hold first; a tie says goal_achieved.
        goal_due_at is null or stop_due_at < goal_due_at as stopped_matching_first
    from due
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
        when stopped_matching_first then 'stopped_matching'
        else 'goal_achieved'
    end as exit_reason,
    deliveries,
    deliveries_received,
    deliveries_sent_after_exit,
    entered_at,
    converted_at,
    case
        when exit_status <> 'exit_due' then exit_due_at
        when stopped_matching_first then stop_due_at
        else goal_due_at
    end as exit_due_at,
    exited_at,
    platform_exited_at
from judged
