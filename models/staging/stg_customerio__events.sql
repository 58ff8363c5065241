-- One row per event: of its copies the one that was processed first (A2).
{{ config(
    materialized='incremental',
    incremental_strategy='delete+insert',
    unique_key=['workspace_id', 'event_id'],
    on_schema_change='fail'
) }}
-- depends_on: {{ ref('base_arrivals') }}

with

ranked as (
    {{ newest_rows('events', first='processed_at') }}
)

select
    {{ read_id('workspace_id') }} as workspace_id,
    {{ read_id('event_id') }} as event_id,
    {{ read_id('internal_customer_id') }} as person_id,
    cast(name as {{ dbt.type_string() }}) as event_name,
    nullif(cast(properties as {{ dbt.type_string() }}), '') as properties,
    {{ read_time(adapter.quote('timestamp')) }} as claimed_at,
    {{ read_time('processed_at') }} as processed_at,
    copies
from ranked
where position = 1
