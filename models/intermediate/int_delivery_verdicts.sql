-- One row per delivery with all of its verdict that does not hang on as_of.
{{ config(
    materialized='incremental',
    incremental_strategy=replacement('groups'),
    unique_key=['workspace_id'],
    meta={'conversion_goals': {
        'groups': 'int_owners_to_rebuild',
        'which': 'is_replaced',
        'owner': owner_id('person_id', 'journey_id', 'delivery_id')
    }}
) }}
-- depends_on: {{ ref('base_arrivals') }}
-- depends_on: {{ ref('int_owners_to_rebuild') }}

with

deliveries as (
    select * from {{ ref('int_deliveries') }}
    where
        {{ is_rebuilt(
            'workspace_id', owner_id('person_id', 'journey_id', 'delivery_id'), replaced=true
        ) }}
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

facts as (
    select
        deliveries.*,
        {{ add_seconds(
            'coalesce(deliveries.last_touch_at, deliveries.received_at)',
            'deliveries.time_frame_seconds'
        ) }} as window_closes_at,
        windows.has_achievement_in_window,
        windows.has_failed_event_in_window,
        windows.has_late_event_for_window,
        windows.first_achieved_after_touch_at,
        conversions.achieved_at as converted_at,
        conversions.achievement_id,
        conversions.touched_at as converting_touch_at,
        coalesce(deliveries.created_at >= exits.exited_at, false) as is_sent_after_exit
    from deliveries
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
    -- The first line of the verdict table that applies holds, but for window_open, which as_of
    -- decides.
    case
        when not is_eligible then 'ineligible_type'
        when goal_type is null then 'no_goal'
        when received_at is null then 'not_received'
        when converted_at is not null then 'converted'
        when is_already_matched then 'already_matched'
        when last_touch_at is null and touch = 'opened' then 'not_opened'
        when last_touch_at is null and touch = 'clicked' then 'not_clicked'
        when has_achievement_in_window then 'superseded'
        when has_failed_event_in_window then 'filter_failed'
        when has_late_event_for_window then 'arrived_late'
        when first_achieved_after_touch_at <= {{ add_seconds('window_closes_at', 90 * 86400) }}
            then 'outside_window'
        else 'no_achievement'
    end as settled_reason,
    is_tracked,
    -- Pending for as long as the window is open at as_of.
    is_tracked and converted_at is null and not is_already_matched as may_be_pending,
    is_sent_after_exit,
    achievement_id,
    created_at,
    received_at,
    first_opened_at,
    first_clicked_at,
    last_touch_at,
    case when is_tracked then window_closes_at end as window_closes_at,
    converting_touch_at,
    converted_at
from facts
