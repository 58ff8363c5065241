-- One row per metric.
{{ config(
    materialized='incremental',
    incremental_strategy='delete+insert',
    unique_key=['workspace_id', 'metric_id'],
    on_schema_change='fail'
) }}
-- depends_on: {{ ref('base_arrivals') }}

with

ranked as (
    {{ newest_rows('metrics') }}
)

select
    workspace_id,
    event_id as metric_id,
    delivery_id,
    metric,
    link_id,
    link_url,
    created_at as happened_at,
    coalesce(machine, false) or coalesce(prefetched, false) or coalesce(proxied, false) as is_by_machine,
    loaded_at,
    copies
from ranked
where position = 1
