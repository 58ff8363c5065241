-- One row per scenario and delivery, with its verdict under the scenario.
-- A view, which costs nothing until it is asked.
{{ config(materialized='view') }}

with

scenarios as (
    select scenario_id from {{ ref('int_scenarios') }}
),

deliveries as (
    select * from {{ ref('int_delivery_verdicts') }}
),

tracked as (
    select * from {{ ref('int_scenario_tracked') }}
)

select
    scenarios.scenario_id,
    deliveries.workspace_id,
    deliveries.delivery_id,
    deliveries.campaign_id,
    deliveries.message_id,
    deliveries.journey_id,
    coalesce(tracked.conversion_status, 'not_tracked') as conversion_status
from deliveries
cross join scenarios
left join tracked
    on
        scenarios.scenario_id = tracked.scenario_id
        and deliveries.workspace_id = tracked.workspace_id
        and deliveries.delivery_id = tracked.delivery_id
