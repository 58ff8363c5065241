-- One row per filter and event of all history that it was asked for (and trigger event, where it
-- reads one), with its answer: what int_rule_results has of a run's owners alone.
{{ config(
    materialized='incremental',
    incremental_strategy=replacement('groups'),
    unique_key=['workspace_id'],
    meta={'conversion_goals': {
        'groups': 'int_owners_to_rebuild',
        'which': 'is_replaced',
        'owner': owner_id('person_id')
    }}
) }}
-- depends_on: {{ ref('base_arrivals') }}
-- depends_on: {{ ref('int_owners_to_rebuild') }}

select
    workspace_id,
    rule_id,
    event_id,
    -- Empty where the filter reads no trigger event, or the journey has none.
    coalesce(trigger_event_id, '') as trigger_event_id,
    person_id,
    holds
from {{ ref('int_rule_results') }}
where
    event_id is not null
    and {{ is_rebuilt('workspace_id', owner_id('person_id'), replaced=true) }}
