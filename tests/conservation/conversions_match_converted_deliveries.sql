-- Conversions without a converted delivery that says the same, and converted deliveries without
-- a conversion.
with

deliveries as (
    select *
    from {{ ref('conversion_goals__deliveries') }}
    where conversion_status = 'converted'
),

conversions as (
    select * from {{ ref('conversion_goals__conversions') }}
)

select
    coalesce(conversions.workspace_id, deliveries.workspace_id) as workspace_id,
    coalesce(conversions.delivery_id, deliveries.delivery_id) as delivery_id
from conversions
full outer join deliveries
    on
        conversions.workspace_id = deliveries.workspace_id
        and conversions.delivery_id = deliveries.delivery_id
where
    conversions.delivery_id is distinct from deliveries.delivery_id
    or conversions.achievement_id is distinct from deliveries.achievement_id
    or conversions.converted_at is distinct from deliveries.converted_at
    or conversions.seconds_to_convert is distinct from deliveries.seconds_to_convert
    or conversions.campaign_id is distinct from deliveries.campaign_id
    or conversions.message_id is distinct from deliveries.message_id
    or conversions.journey_id is distinct from deliveries.journey_id
    or conversions.person_id is distinct from deliveries.person_id
    or conversions.goal_version_id is distinct from deliveries.goal_version_id
