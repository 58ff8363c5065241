-- One row per converted delivery with the touch that won and the goal achievement that it converts.
{{ config(materialized='view') }}

select
    workspace_id,
    delivery_id,
    campaign_id,
    message_id,
    journey_id,
    person_id,
    goal_version_id,
    achievement_id,
    {{ seconds_between('converting_touch_at', 'converted_at') }} as seconds_to_convert,
    converting_touch_at as touch_at,
    converted_at
from {{ ref('int_delivery_verdicts') }}
where settled_reason = 'converted'
