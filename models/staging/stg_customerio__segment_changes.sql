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
    workspace_id,
    segment_id,
    internal_customer_id as person_id,
    change,
    changed_at,
    loaded_at,
    copies
from ranked
where position = 1
