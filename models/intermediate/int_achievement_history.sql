-- One row per goal achievement of all history and everybody, those whom no campaign ever met
-- included; its filter is not asked (A1, A5).
-- A view, which costs nothing until it is asked; int_goal_achievements has those of a run's owners.
{{ config(materialized='view') }}

with

goals as (
    select distinct
        workspace_id,
        goal_type,
        goal_name
    from {{ ref('stg_customerio__campaign_goals') }}
    where goal_type is not null and campaign_id is not null
),

events as (
    select * from {{ ref('stg_customerio__events') }}
    where person_id is not null
),

segments as (
    select distinct
        workspace_id,
        goal_name as segment_id
    from goals
    where goal_type <> 'event'
),

-- A5: at one instant "entered" comes before "left", as their letters do; before the first change a
-- person is out.
changes as (
    select
        segment_changes.*,
        case segment_changes.change
            when 'entered' then 'enters_segment'
            else 'leaves_segment'
        end as goal_type,
        -- DuckDB 1.5 cannot read lag's own default in a view that 2.0 wrote.
        coalesce(
            lag(segment_changes.change) over (
                partition by
                    segment_changes.workspace_id,
                    segment_changes.segment_id,
                    segment_changes.person_id
                order by segment_changes.changed_at, segment_changes.change
            ),
            'left'
        ) as change_before
    from {{ ref('stg_customerio__segment_changes') }} as segment_changes
    inner join segments
        on
            segment_changes.workspace_id = segments.workspace_id
            and segment_changes.segment_id = segments.segment_id
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
where goals.goal_type = 'event'

union all

select
    changes.workspace_id,
    changes.segment_id || ':' || changes.person_id || ':' || changes.change || ':'
    || {{ time_text('changes.changed_at') }} as achievement_id,
    changes.person_id,
    changes.goal_type,
    changes.segment_id as goal_name,
    changes.changed_at as achieved_at,
    cast(null as {{ dbt.type_timestamp() }}) as claimed_at
from changes
inner join goals
    on
        changes.workspace_id = goals.workspace_id
        and changes.segment_id = goals.goal_name
        and changes.goal_type = goals.goal_type
where changes.change <> changes.change_before
