-- One row per goal achievement of all history, its filter not asked: what int_goal_achievements has
-- of a run's owners alone.
{{ config(
    materialized='incremental',
    incremental_strategy='replace_groups',
    unique_key=['workspace_id', 'owner_id'],
    meta={'groups': 'int_owners_to_rebuild', 'which': 'groups.is_replaced'},
    on_schema_change='fail'
) }}

with

achievements as (
    select * from {{ ref('int_goal_achievements') }}
),

owners as (
    select * from {{ ref('int_owners_to_rebuild') }}
    where is_replaced
)

select
    achievements.workspace_id,
    owners.owner_id,
    achievements.achievement_id,
    achievements.person_id,
    achievements.goal_type,
    achievements.goal_name,
    achievements.achieved_at,
    achievements.claimed_at
from achievements
inner join owners
    on
        achievements.workspace_id = owners.workspace_id
        and achievements.person_id = owners.person_id
