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
    firsts.platform_converted_at
from firsts
left join deliveries
    on
        firsts.workspace_id = deliveries.workspace_id
        and firsts.delivery_id = deliveries.delivery_id
