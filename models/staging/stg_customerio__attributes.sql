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
    {{ read_id('workspace_id') }} as workspace_id,
    {{ read_id('internal_customer_id') }} as person_id,
    cast(attribute_name as {{ dbt.type_string() }}) as attribute_name,
    cast(attribute_value as {{ dbt.type_string() }}) as attribute_value,
    {{ read_time(adapter.quote('timestamp')) }} as set_at,
    copies
from ranked
where position = 1
