-- One row per person.
{{ config(
    materialized='incremental',
    incremental_strategy='delete+insert',
    unique_key=['workspace_id', 'person_id'],
    on_schema_change='fail'
) }}
-- depends_on: {{ ref('base_arrivals') }}

with

ranked as (
    {{ newest_rows('people') }}
)

select
    workspace_id,
    internal_customer_id as person_id,
    customer_id,
    deleted as is_deleted,
    suppressed as is_suppressed,
    created_at,
    updated_at,
    loaded_at,
    copies
from ranked
where position = 1
