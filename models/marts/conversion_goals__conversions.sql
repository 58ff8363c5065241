-- One row per converted delivery with the touch that won and the goal achievement that it converts.
with

deliveries as (
    select * from {{ ref('conversion_goals__deliveries') }}
    where is_converted
),

credits as (
    select * from {{ ref('int_credits') }}
    where is_conversion
)

select
    deliveries.workspace_id,
    deliveries.delivery_id,
    deliveries.campaign_id,
    deliveries.message_id,
    deliveries.journey_id,
    deliveries.person_id,
    deliveries.goal_version_id,
    deliveries.achievement_id,
    deliveries.seconds_to_convert,
    credits.touched_at as touch_at,
    deliveries.converted_at
from deliveries
inner join credits
    on
        deliveries.workspace_id = credits.workspace_id
        and deliveries.delivery_id = credits.delivery_id
