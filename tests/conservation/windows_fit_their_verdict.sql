-- Untracked deliveries with a window, a touch or a conversion, and tracked ones whose window is
-- not what it should be.
with

deliveries as (
    select * from {{ ref('conversion_goals__deliveries') }}
),

versions as (
    select * from {{ ref('stg_customerio__campaign_goals') }}
)

select
    deliveries.workspace_id,
    deliveries.delivery_id,
    deliveries.conversion_status,
    deliveries.window_closes_at
from deliveries
left join versions
    on
        deliveries.workspace_id = versions.workspace_id
        and deliveries.goal_version_id = versions.goal_version_id
where
    (
        deliveries.conversion_status = 'not_tracked'
        and (
            deliveries.window_closes_at is not null
            or deliveries.last_touch_at is not null
            or deliveries.converted_at is not null
            or deliveries.achievement_id is not null
            or deliveries.seconds_to_convert is not null
        )
    )
    or (
        deliveries.conversion_status <> 'not_tracked'
        and (
            deliveries.received_at is null
            or deliveries.window_closes_at is distinct from
            {{ add_seconds(
                'coalesce(deliveries.last_touch_at, deliveries.received_at)',
                'versions.time_frame_seconds'
            ) }}
        )
    )
    or (deliveries.is_converted and deliveries.last_touch_at is null)
    or (deliveries.is_converted <> (deliveries.converted_at is not null))
    or (deliveries.is_converted <> (deliveries.achievement_id is not null))
