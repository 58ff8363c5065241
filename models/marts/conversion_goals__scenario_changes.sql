-- One row per scenario and delivery whose verdict it changes.
-- A view, which costs nothing until it is asked.
{{ config(materialized='view', tags=['on_demand']) }}

with

official as (
    select * from {{ ref('conversion_goals__deliveries') }}
),

scenarios as (
    select scenario_id from {{ ref('int_scenarios') }}
),

tracked as (
    select * from {{ ref('int_scenario_tracked') }}
),

verdicts as (
    select
        scenarios.scenario_id,
        official.workspace_id,
        official.delivery_id,
        official.campaign_id,
        official.message_id,
        official.journey_id,
        official.conversion_status as official_status,
        official.reason as official_reason,
        coalesce(tracked.conversion_status, 'not_tracked') as scenario_status
    from official
    cross join scenarios
    left join tracked
        on
            scenarios.scenario_id = tracked.scenario_id
            and official.workspace_id = tracked.workspace_id
            and official.delivery_id = tracked.delivery_id
)

select
    scenario_id,
    workspace_id,
    delivery_id,
    campaign_id,
    message_id,
    journey_id,
    official_status,
    official_reason,
    scenario_status
from verdicts
where scenario_status <> official_status
