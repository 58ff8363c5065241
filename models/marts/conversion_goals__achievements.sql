-- One row per goal achievement and campaign in which it is looked at, with what became of it there.
{{ config(
    materialized='incremental',
    incremental_strategy='replace_groups',
    unique_key=['workspace_id', 'person_id'],
    meta={'groups': 'int_owners_to_rebuild', 'which': 'groups.is_replaced'},
    on_schema_change='fail'
) }}

with

outcomes as (
    select * from {{ ref('int_achievement_outcomes') }}
),

owners as (
    select * from {{ ref('int_owners_to_rebuild') }}
    where is_replaced
)

select
    outcomes.workspace_id,
    outcomes.achievement_id,
    outcomes.campaign_id,
    outcomes.person_id,
    outcomes.delivery_id,
    outcomes.outcome,
    outcomes.achieved_at
from outcomes
inner join owners
    on
        outcomes.workspace_id = owners.workspace_id
        and outcomes.person_id = owners.person_id
