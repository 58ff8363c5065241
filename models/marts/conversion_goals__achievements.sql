-- One row per goal achievement and campaign in which it is looked at, with what became of it there.
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
    achievement_id,
    campaign_id,
    person_id,
    delivery_id,
    outcome,
    touch_at,
    achieved_at
from {{ ref('int_achievement_outcomes') }}
where {{ is_rebuilt('workspace_id', owner_id('person_id'), replaced=true) }}
