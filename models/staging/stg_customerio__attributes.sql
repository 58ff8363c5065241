-- One row per attribute of a person and moment of its setting.
{{ config(
    materialized='incremental',
    incremental_strategy='delete+insert',
    unique_key=['workspace_id', 'person_id', 'attribute_name', 'set_at'],
    on_schema_change='fail'
) }}
-- depends_on: {{ ref('base_arrivals') }}

with

ranked as (
    {{ newest_rows('attributes') }}
)

select
    workspace_id,
    internal_customer_id as person_id,
    attribute_name,
    attribute_value,
    {{ adapter.quote('timestamp') }} as set_at,
    loaded_at,
    copies
from ranked
where position = 1
