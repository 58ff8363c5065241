-- One row per transition of a person into or out of a segment that a goal or an audience names
-- (A5).
{{ config(
    materialized='incremental',
    incremental_strategy=replacement('all'),
    meta={'conversion_goals': {'groups': 'all'}}
) }}
-- depends_on: {{ ref('int_owners_to_rebuild') }}

with

segment_changes as (
    select * from {{ ref('stg_customerio__segment_changes') }}
),

versions as (
    select * from {{ ref('stg_customerio__campaign_goals') }}
),

rule_nodes as (
    select * from {{ ref('base_rule_nodes') }}
),

named_segments as (
    select
        workspace_id,
        goal_name as segment_id
    from versions
    where goal_type in ('enters_segment', 'leaves_segment')

    union

    select
        versions.workspace_id,
        rule_nodes.segment_id
    from versions
    inner join rule_nodes on versions.audience_rule_id = rule_nodes.rule_id
    where rule_nodes.segment_id is not null
),

-- A5: at one instant "entered" comes before "left", as their letters do; before the first change a
-- person is out.
ordered as (
    select
        segment_changes.*,
        lag(segment_changes.change, 1, 'left') over (
            partition by
                segment_changes.workspace_id, segment_changes.segment_id, segment_changes.person_id
            order by segment_changes.changed_at, segment_changes.change
        ) as change_before
    from segment_changes
    inner join named_segments
        on
            segment_changes.workspace_id = named_segments.workspace_id
            and segment_changes.segment_id = named_segments.segment_id
    where {{ is_rebuilt('segment_changes.workspace_id', owner_id('segment_changes.person_id')) }}
),

transitions as (
    select
        *,
        lead(changed_at) over (
            partition by workspace_id, segment_id, person_id
            order by changed_at, change
        ) as next_changed_at
    from ordered
    where change <> change_before
)

select
    workspace_id,
    segment_id,
    person_id,
    changed_at,
    change,
    -- The state after an instant is that of the instant's last transition.
    coalesce(next_changed_at > changed_at, true) as is_last_of_instant
from transitions
