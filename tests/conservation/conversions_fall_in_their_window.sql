-- Conversions not strictly after their touch and entry, or after the version's time frame (C1, C4).
with

conversions as (
    select * from {{ ref('conversion_goals__conversions') }}
),

versions as (
    select * from {{ ref('stg_customerio__campaign_goals') }}
),

journeys as (
    select * from {{ ref('stg_customerio__subjects') }}
)

select
    conversions.workspace_id,
    conversions.delivery_id,
    conversions.touch_at,
    conversions.converted_at,
    versions.time_frame_seconds
from conversions
left join versions
    on
        conversions.workspace_id = versions.workspace_id
        and conversions.goal_version_id = versions.goal_version_id
left join journeys
    on
        conversions.workspace_id = journeys.workspace_id
        and conversions.journey_id = journeys.journey_id
where
    (
        conversions.converted_at > conversions.touch_at
        and conversions.converted_at > journeys.entered_at
        and versions.set_at <= journeys.entered_at
        and conversions.converted_at
        <= {{ add_seconds('conversions.touch_at', 'versions.time_frame_seconds') }}
        and conversions.seconds_to_convert between 0 and versions.time_frame_seconds
    ) is distinct from true
