-- Scenarios with a goal version that never governs: they count what the official figures count.
{{ config(severity='warn') }}
with

scenarios as (
    select * from {{ ref('int_scenarios') }}
    where goal_version_id <> ''
),

versions as (
    select distinct goal_version_id from {{ ref('int_goal_versions') }}
)

select
    scenarios.scenario_id,
    scenarios.goal_version_id
from scenarios
left join versions on scenarios.goal_version_id = versions.goal_version_id
where versions.goal_version_id is null
