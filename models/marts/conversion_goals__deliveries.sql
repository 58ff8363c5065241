-- One row per delivery with its verdict: converted, not converted, pending or not tracked, and one
-- reason.
{{ config(materialized='view') }}

with

verdicts as (
    select * from {{ ref('int_delivery_verdicts') }}
),

workspaces as (
    select * from {{ ref('int_workspaces') }}
),

judged as (
    select
        verdicts.*,
        case
            when verdicts.may_be_pending and verdicts.window_closes_at >= workspaces.as_of
                then 'window_open'
            else verdicts.settled_reason
        end as reason,
        coalesce(verdicts.window_closes_at < workspaces.as_of, false) as is_mature
    from verdicts
    inner join workspaces on verdicts.workspace_id = workspaces.workspace_id
)

select
    workspace_id,
    delivery_id,
    campaign_id,
    message_id,
    journey_id,
    person_id,
    delivery_type,
    goal_version_id,
    case
        when not is_tracked then 'not_tracked'
        when reason = 'converted' then 'converted'
        when reason = 'window_open' then 'pending'
        else 'not_converted'
    end as conversion_status,
    reason,
    reason = 'converted' as is_converted,
    is_mature,
    is_sent_after_exit,
    achievement_id,
    {{ seconds_between('converting_touch_at', 'converted_at') }} as seconds_to_convert,
    created_at,
    received_at,
    first_opened_at,
    first_clicked_at,
    last_touch_at,
    window_closes_at,
    converted_at
from judged
