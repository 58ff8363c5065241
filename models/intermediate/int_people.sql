-- One row per person with a journey, or whom this run rebuilds: the number that stands for the
-- person within this run.
-- Matches in time and joins compare one whole number instead of several texts.
{{ config(
    materialized='incremental',
    incremental_strategy=replacement('all'),
    meta={'groups': 'all'},
    on_schema_change='fail'
) }}
-- depends_on: {{ ref('int_owners_to_rebuild') }}
-- depends_on: {{ ref('stg_customerio__subjects') }}

with

people as (
    select distinct
        workspace_id,
        person_id
    from {{ ref('int_owners_to_rebuild') if is_incremental() else ref('stg_customerio__subjects') }}
    where person_id is not null
)

select
    workspace_id,
    person_id,
    {{ row_key(['workspace_id', 'person_id']) }} as person_number
from people
