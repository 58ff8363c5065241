-- One row per scenario and delivery, with its verdict under the scenario.
-- A view, which costs nothing until it is asked.
{{ config(materialized='view') }}

with

scenarios as (
    select * from {{ ref('int_scenarios') }}
),

deliveries as (
    select * from {{ ref('int_delivery_verdicts') }}
),

workspaces as (
    select * from {{ ref('int_workspaces') }}
),

tracked as (
    select
        scenarios.scenario_id,
        scenario_deliveries.workspace_id,
        scenario_deliveries.delivery_id,
        scenario_deliveries.is_already_matched,
        coalesce(
            scenario_deliveries.seconds_to_credit
            <= coalesce(scenarios.time_frame_seconds, scenario_deliveries.time_frame_seconds),
            false
        ) as is_converted,
        {{ add_seconds(
            'scenario_deliveries.window_starts_at',
            'coalesce(scenarios.time_frame_seconds, scenario_deliveries.time_frame_seconds)'
        ) }} as window_closes_at
    from scenarios
    inner join {{ ref('int_scenario_deliveries') }} as scenario_deliveries
        on scenarios.ruling_id = scenario_deliveries.ruling_id
)

select
    scenarios.scenario_id,
    deliveries.workspace_id,
    deliveries.delivery_id,
    deliveries.campaign_id,
    deliveries.message_id,
    deliveries.journey_id,
    case
        when tracked.delivery_id is null then 'not_tracked'
        when tracked.is_converted then 'converted'
        when tracked.is_already_matched then 'not_converted'
        when tracked.window_closes_at >= workspaces.as_of then 'pending'
        else 'not_converted'
    end as conversion_status
from deliveries
cross join scenarios
inner join workspaces on deliveries.workspace_id = workspaces.workspace_id
left join tracked
    on
        scenarios.scenario_id = tracked.scenario_id
        and deliveries.workspace_id = tracked.workspace_id
        and deliveries.delivery_id = tracked.delivery_id
