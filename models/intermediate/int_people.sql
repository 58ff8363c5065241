-- One row per person with a journey, or whom this run rebuilds: the number that stands for the
-- person within this run.
-- Matches in time and joins compare one whole number instead of several texts.
{{ config(
    materialized='incremental',
    incremental_strategy=replacement('all'),
    meta={'conversion_goals': {'groups': 'all'}}
) }}
-- depends_on: {{ ref('int_owners_to_rebuild') }}
-- depends_on: {{ ref('stg_customerio__subjects') }}

with

people as (
    {% if is_incremental() -%}
    -- Nobody's journeys and deliveries too: a number more, which nothing asks for.
    select
        workspace_id,
        owner_id as person_id
    from {{ ref('int_owners_to_rebuild') }}
    {%- else -%}
    select distinct
        workspace_id,
        person_id
    from {{ ref('stg_customerio__subjects') }}
    where person_id is not null
    {%- endif %}
)

select
    workspace_id,
    person_id,
    {{ row_key(['workspace_id', 'person_id']) }} as person_number
from people
