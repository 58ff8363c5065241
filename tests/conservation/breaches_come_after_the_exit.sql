-- Deliveries marked as sent after the exit that were not, and those not marked that were (X8).
with

deliveries as (
    select * from {{ ref('conversion_goals__deliveries') }}
),

journeys as (
    select * from {{ ref('conversion_goals__journeys') }}
)

select
    deliveries.workspace_id,
    deliveries.delivery_id,
    deliveries.created_at,
    journeys.exited_at
from deliveries
left join journeys
    on
        deliveries.workspace_id = journeys.workspace_id
        and deliveries.journey_id = journeys.journey_id
where
    deliveries.is_sent_after_exit
    is distinct from
    (journeys.exited_at is not null and deliveries.created_at >= journeys.exited_at)
