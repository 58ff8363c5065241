-- One row per scenario and delivery whose verdict it changes.
-- A view, which costs nothing until it is asked.
{{ config(materialized='view', tags=['on_demand']) }}

with

official as (
    select * from {{ ref('conversion_goals__deliveries') }}
),

verdicts as (
    select * from {{ ref('int_scenario_verdicts') }}
)

select
    verdicts.scenario_id,
    verdicts.workspace_id,
    verdicts.delivery_id,
    verdicts.campaign_id,
    verdicts.message_id,
    verdicts.journey_id,
    official.conversion_status as official_status,
    official.reason as official_reason,
    verdicts.conversion_status as scenario_status
from verdicts
inner join official
    on
        verdicts.workspace_id = official.workspace_id
        and verdicts.delivery_id = official.delivery_id
where verdicts.conversion_status <> official.conversion_status
