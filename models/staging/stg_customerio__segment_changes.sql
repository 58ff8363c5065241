-- One row per change of a person's membership of a segment.
{{ config(
    materialized='incremental',
    incremental_strategy='delete+insert',
    unique_key=['workspace_id', 'segment_id', 'person_id', 'changed_at', 'change'],
    on_schema_change='fail'
) }}
-- depends_on: {{ ref('base_arrivals') }}

with

ranked as (
    {{ newest_rows('segment_changes') }}
)

select
    {{ read_id('workspace_id') }} as workspace_id,
    {{ read_id('segment_id') }} as segment_id,
    {{ read_id('internal_customer_id') }} as person_id,
    cast(change as {{ dbt.type_string() }}) as change,
    {{ read_time('changed_at') }} as changed_at,
    copies
from ranked
where position = 1
