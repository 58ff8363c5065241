-- Rejected goal versions that no accepted row replaces: the journeys that they would govern have
-- no goal (F6).
{{ config(severity='warn') }}
with

rejected as (
    select *
    from {{ ref('conversion_goals__rejected_rows') }}
    where source_table = 'campaign_goals'
),

versions as (
    select * from {{ ref('stg_customerio__campaign_goals') }}
)

select
    rejected.workspace_id,
    rejected.source_key as goal_version_id,
    rejected.reason,
    count(*) as raw_rows
from rejected
left join versions
    on
        rejected.workspace_id = versions.workspace_id
        and rejected.source_key = versions.goal_version_id
where versions.goal_version_id is null
group by rejected.workspace_id, rejected.source_key, rejected.reason
