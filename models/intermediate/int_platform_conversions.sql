-- One row per delivery that the platform itself calls converted, by its own metric.
-- A view, which costs nothing until it is asked.
{{ config(materialized='view') }}

with

metrics as (
    select * from {{ ref('stg_customerio__metrics') }}
    where metric = 'converted' and delivery_id is not null
),

deliveries as (
    select * from {{ ref('int_delivery_verdicts') }}
),

journeys as (
    select * from {{ ref('int_journey_verdicts') }}
),

versions as (
    select * from {{ ref('int_goal_versions') }}
),

firsts as (
    select
        workspace_id,
        delivery_id,
        min(happened_at) as platform_converted_at
    from metrics
    group by workspace_id, delivery_id
)

select
    firsts.workspace_id,
    firsts.delivery_id,
    deliveries.campaign_id,
    deliveries.journey_id,
    deliveries.person_id,
    deliveries.goal_version_id,
    deliveries.settled_reason,
    coalesce(deliveries.settled_reason = 'converted', false) as is_ours,
    versions.goal_type,
    versions.touch,
    versions.time_frame_seconds,
    firsts.platform_converted_at,
    journeys.journey_id is not null as has_journey,
    journeys.person_id as journey_person_id,
    journeys.trigger_event_id,
    journeys.entered_at
from firsts
left join deliveries
    on
        firsts.workspace_id = deliveries.workspace_id
        and firsts.delivery_id = deliveries.delivery_id
left join versions
    on
        deliveries.workspace_id = versions.workspace_id
        and deliveries.goal_version_id = versions.goal_version_id
-- G7: in a journey of another person or campaign it is in none.
left join journeys
    on
        deliveries.workspace_id = journeys.workspace_id
        and deliveries.journey_id = journeys.journey_id
        and deliveries.campaign_id = journeys.campaign_id
        and (deliveries.person_id = journeys.person_id or journeys.person_id is null)
