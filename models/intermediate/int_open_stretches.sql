-- One row per journey without an exit and stretch of not matching that began after its last
-- checkpoint (exit_due).
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
        audience_rule_id is not null
        and {{ is_rebuilt('workspace_id', owner_id('person_id', 'journey_id'), replaced=true) }}
),

exits as (
    select * from {{ ref('int_journey_exits') }}
    where exited_at is null
),

audience_changes as (
    select * from {{ ref('int_audience_changes') }}
    where not is_matching
)

select
    journeys.workspace_id,
    journeys.journey_id,
    journeys.person_id,
    audience_changes.changed_at as starts_at,
    audience_changes.ends_at
from journeys
inner join exits
    on
        journeys.workspace_id = exits.workspace_id
        and journeys.journey_id = exits.journey_id
inner join audience_changes
    on
        journeys.workspace_id = audience_changes.workspace_id
        and journeys.audience_rule_id = audience_changes.audience_rule_id
        and journeys.person_id = audience_changes.person_id
where audience_changes.changed_at > coalesce(exits.last_checkpoint_at, journeys.entered_at)
