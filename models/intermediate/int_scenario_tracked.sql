-- One row per scenario and delivery that it tracks, with its verdict there.
-- A view, which costs nothing until it is asked.
{{ config(materialized='view') }}

with

scenarios as (
    select * from {{ ref('int_scenarios') }}
),

workspaces as (
    select * from {{ ref('int_workspaces') }}
),

scenario_deliveries as (
    select * from {{ ref('int_scenario_deliveries') }}
),

windows as (
    select
        scenarios.scenario_id,
        scenario_deliveries.*,
        coalesce(scenarios.time_frame_seconds, scenario_deliveries.time_frame_seconds)
            as seconds_allowed
    from scenarios
    inner join scenario_deliveries on scenarios.ruling_id = scenario_deliveries.ruling_id
)

select
    windows.scenario_id,
    windows.workspace_id,
    windows.delivery_id,
    windows.campaign_id,
    windows.message_id,
    case
        when windows.seconds_to_credit <= windows.seconds_allowed then 'converted'
        when windows.is_already_matched then 'not_converted'
        when
            {{ add_seconds('windows.window_starts_at', 'windows.seconds_allowed') }}
            >= workspaces.as_of
            then 'pending'
        else 'not_converted'
    end as conversion_status
from windows
inner join workspaces on windows.workspace_id = workspaces.workspace_id
