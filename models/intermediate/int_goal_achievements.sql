-- One row per goal achievement of a person: an event of a goal's name, its filter not yet asked, or
-- a transition (A1, A5).
with

goals as (
    select distinct
        workspace_id,
        goal_type,
        goal_name
    from {{ ref('stg_customerio__campaign_goals') }}
    where goal_type is not null
),

owners as (
    select * from {{ ref('int_owners_to_rebuild') }}
),

events as (
    select * from {{ ref('stg_customerio__events') }}
),

transitions as (
    select
        *,
        case change when 'entered' then 'enters_segment' else 'leaves_segment' end as goal_type
    from {{ ref('int_segment_transitions') }}
)

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
inner join owners
    on
        events.workspace_id = owners.workspace_id
        and events.person_id = owners.person_id
where goals.goal_type = 'event'

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
