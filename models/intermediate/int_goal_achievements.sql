-- One row per goal achievement of a person: an event of a goal's name, its filter not yet asked, or
-- a transition (A1, A5).
{{ config(
    materialized='incremental',
    incremental_strategy=replacement('all'),
    meta={'conversion_goals': {'groups': 'all'}}
) }}
-- depends_on: {{ ref('int_owners_to_rebuild') }}

with

goals as (
    select distinct
        workspace_id,
        goal_type,
        goal_name
    from {{ ref('stg_customerio__campaign_goals') }}
    where goal_type is not null and campaign_id is not null
),

people as (
    select * from {{ ref('int_people') }}
),

events as (
    select * from {{ ref('stg_customerio__events') }}
),

transitions as (
    select
        *,
        case change when 'entered' then 'enters_segment' else 'leaves_segment' end as goal_type
    from {{ ref('int_segment_transitions') }}
),

achievements as (
    select
        events.workspace_id,
        events.event_id as achievement_id,
        events.person_id,
        goals.goal_type,
        goals.goal_name,
        -- A1: by arrival.
        events.processed_at as achieved_at,
        events.claimed_at
    from events
    inner join goals
        on
            events.workspace_id = goals.workspace_id
            and events.event_name = goals.goal_name
    where
        goals.goal_type = 'event'
        and events.person_id is not null
        and {{ is_rebuilt('events.workspace_id', owner_id('events.person_id')) }}

    union all

    select
        transitions.workspace_id,
        transitions.segment_id || ':' || transitions.person_id || ':' || transitions.change || ':'
        || {{ time_text('transitions.changed_at') }} as achievement_id,
        transitions.person_id,
        transitions.goal_type,
        transitions.segment_id as goal_name,
        transitions.changed_at as achieved_at,
        cast(null as {{ dbt.type_timestamp() }}) as claimed_at
    from transitions
    inner join goals
        on
            transitions.workspace_id = goals.workspace_id
            and transitions.segment_id = goals.goal_name
            and transitions.goal_type = goals.goal_type
)

select
    achievements.workspace_id,
    {{ row_key([
        'achievements.workspace_id', 'achievements.achievement_id', 'achievements.goal_type'
    ]) }} as achievement_number,
    achievements.achievement_id,
    achievements.person_id,
    people.person_number,
    achievements.goal_type,
    achievements.goal_name,
    achievements.achieved_at,
    achievements.claimed_at
from achievements
left join people
    on
        achievements.workspace_id = people.workspace_id
        and achievements.person_id = people.person_id
