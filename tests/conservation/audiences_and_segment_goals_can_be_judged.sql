-- Workspaces whose audiences or segment goals need a raw table in which they have no accepted
-- row (X5).
{{ config(severity='warn') }}
with

versions as (
    select
        *,
        exit_setting in ('stops_matching', 'goal_achieved_or_stops_matching') as asks_audience
    from {{ ref('int_goal_versions') }}
),

needs as (
    select
        workspace_id,
        'segment_changes' as needed_table,
        count(*) as goal_versions
    from versions
    where
        goal_type in ('enters_segment', 'leaves_segment')
        or (asks_audience and audience_reads_segments)
    group by workspace_id

    union all

    select
        workspace_id,
        'attributes' as needed_table,
        count(*) as goal_versions
    from versions
    where asks_audience and audience_reads_attributes
    group by workspace_id
),

held as (
    select distinct
        workspace_id,
        'segment_changes' as held_table
    from {{ ref('stg_customerio__segment_changes') }}

    union all

    select distinct
        workspace_id,
        'attributes' as held_table
    from {{ ref('stg_customerio__attributes') }}
)

select
    needs.workspace_id,
    needs.needed_table,
    needs.goal_versions
from needs
left join held
    on
        needs.workspace_id = held.workspace_id
        and needs.needed_table = held.held_table
where held.held_table is null
