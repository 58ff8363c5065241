-- One row per person with a journey: the number that stands for the person within this run.
-- Matches in time and joins compare one whole number instead of several texts.
{{ config(
    materialized='incremental',
    incremental_strategy=replacement('all'),
    meta={'groups': 'all'},
    on_schema_change='fail'
) }}
-- depends_on: {{ ref('int_owners_to_rebuild') }}

with

people as (
    select distinct
        workspace_id,
        person_id
    from {{ ref('stg_customerio__subjects') }}
    where
        person_id is not null
        and {{ is_rebuilt('workspace_id', owner_id('person_id')) }}
)

select
    workspace_id,
    person_id,
    {{ row_key(['workspace_id', 'person_id']) }} as person_number
from people
