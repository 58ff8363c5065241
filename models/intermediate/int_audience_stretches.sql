-- One row per person (a journey of nobody for itself), audience and stretch of time in which they
-- match it, or do not, all through (X5).
{{ config(
    materialized='incremental',
    incremental_strategy=replacement('groups'),
    unique_key=['workspace_id'],
    meta={'conversion_goals': {
        'groups': 'int_owners_to_rebuild',
        'which': 'is_replaced',
        'owner': owner_id('person_id', 'journey_id')
    }}
) }}
-- depends_on: {{ ref('base_arrivals') }}
-- depends_on: {{ ref('int_owners_to_rebuild') }}

with

journeys as (
    select * from {{ ref('int_journeys') }}
    where
        judged_audience_rule_id is not null
        and {{ is_rebuilt('workspace_id', owner_id('person_id', 'journey_id'), replaced=true) }}
),

changes as (
    select * from {{ ref('int_audience_changes') }}
),

-- How a person of whom nothing is on record stands to the audience.
at_first as (
    select
        workspace_id,
        rule_id as audience_rule_id,
        holds
    from {{ ref('int_rule_results') }}
    where event_id is null and person_id is null
),

readers as (
    select distinct
        workspace_id,
        person_id,
        case when person_id is null then journey_id end as journey_id,
        judged_audience_rule_id as audience_rule_id
    from journeys
),

first_changes as (
    select
        workspace_id,
        audience_rule_id,
        person_id,
        min(changed_at) as changed_at
    from changes
    group by workspace_id, audience_rule_id, person_id
)

select
    readers.workspace_id,
    readers.person_id,
    readers.journey_id,
    readers.audience_rule_id,
    cast(null as {{ dbt.type_timestamp() }}) as starts_at,
    first_changes.changed_at as ends_at,
    at_first.holds as is_matching
from readers
inner join at_first
    on
        readers.workspace_id = at_first.workspace_id
        and readers.audience_rule_id = at_first.audience_rule_id
left join first_changes
    on
        readers.workspace_id = first_changes.workspace_id
        and readers.audience_rule_id = first_changes.audience_rule_id
        and readers.person_id = first_changes.person_id

union all

select
    readers.workspace_id,
    readers.person_id,
    readers.journey_id,
    readers.audience_rule_id,
    changes.changed_at as starts_at,
    changes.ends_at,
    changes.is_matching
from readers
inner join changes
    on
        readers.workspace_id = changes.workspace_id
        and readers.audience_rule_id = changes.audience_rule_id
        and readers.person_id = changes.person_id
