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
    {{ read_id('workspace_id') }} as workspace_id,
    {{ read_id('internal_customer_id') }} as person_id,
    {{ read_id('customer_id') }} as customer_id,
    {{ read_flag('deleted') }} as is_deleted,
    {{ read_flag('suppressed') }} as is_suppressed,
    {{ read_time('created_at') }} as created_at,
    {{ read_time('updated_at') }} as updated_at,
    copies
from ranked
where position = 1
