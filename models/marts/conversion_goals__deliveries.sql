-- One row per delivery with its verdict: converted, not converted, pending or not tracked, and one reason.
with

deliveries as (
    select * from {{ ref('int_deliveries') }}
),

windows as (
    select * from {{ ref('int_delivery_windows') }}
),

conversions as (
    select * from {{ ref('int_credits') }}
    where is_conversion
),

exits as (
    select * from {{ ref('int_journey_exits') }}
),

workspaces as (
    select * from {{ ref('int_workspaces') }}
),

facts as (
    select
        deliveries.*,
        deliveries.is_eligible and deliveries.goal_type is not null and deliveries.received_at is not null as is_tracked,
        windows.last_touch_at,
        {{ add_seconds('coalesce(windows.last_touch_at, deliveries.received_at)', 'deliveries.time_frame_seconds') }}
            as window_closes_at,
        windows.has_achievement_in_window,
        windows.has_failed_event_in_window,
        windows.has_late_event_for_window,
        windows.first_achieved_after_touch_at,
        conversions.achieved_at as converted_at,
        conversions.achievement_id,
        conversions.touched_at as converting_touch_at,
        coalesce(deliveries.created_at >= exits.exited_at, false) as is_sent_after_exit,
        workspaces.as_of
    from deliveries
    inner join workspaces on deliveries.workspace_id = workspaces.workspace_id
    left join windows
        on
            deliveries.workspace_id = windows.workspace_id
            and deliveries.delivery_id = windows.delivery_id
    left join conversions
        on
            deliveries.workspace_id = conversions.workspace_id
            and deliveries.delivery_id = conversions.delivery_id
    left join exits
        on
            deliveries.workspace_id = exits.workspace_id
            and deliveries.journey_id = exits.journey_id
),

-- The first line of the verdict table that applies holds.
judged as (
    select
        *,
        case
            when not is_eligible then 'ineligible_type'
            when goal_type is null then 'no_goal'
            when received_at is null then 'not_received'
            when converted_at is not null then 'converted'
            when is_already_matched then 'already_matched'
            when window_closes_at >= as_of then 'window_open'
            when last_touch_at is null and touch = 'opened' then 'not_opened'
            when last_touch_at is null and touch = 'clicked' then 'not_clicked'
            when has_achievement_in_window then 'superseded'
            when has_failed_event_in_window then 'filter_failed'
            when has_late_event_for_window then 'arrived_late'
            when first_achieved_after_touch_at <= {{ add_seconds('window_closes_at', 90 * 86400) }} then 'outside_window'
            else 'no_achievement'
        end as reason
    from facts
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
    is_sent_after_exit,
    achievement_id,
    {{ seconds_between('converting_touch_at', 'converted_at') }} as seconds_to_convert,
    created_at,
    received_at,
    first_opened_at,
    first_clicked_at,
    case when is_tracked then last_touch_at end as last_touch_at,
    case when is_tracked then window_closes_at end as window_closes_at,
    coalesce(is_tracked and window_closes_at < as_of, false) as is_mature,
    converted_at
from judged
