-- One row per event (A2: the row that was processed first).
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
    workspace_id,
    event_id,
    internal_customer_id as person_id,
    name as event_name,
    properties,
    {{ adapter.quote('timestamp') }} as claimed_at,
    processed_at,
    loaded_at,
    copies
from ranked
where position = 1
