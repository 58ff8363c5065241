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
    {{ read_id('workspace_id') }} as workspace_id,
    {{ read_id('event_id') }} as metric_id,
    {{ read_id('delivery_id') }} as delivery_id,
    cast(metric as {{ dbt.type_string() }}) as metric,
    {{ read_time('created_at') }} as happened_at,
    coalesce({{ read_flag('machine') }}, false)
    or coalesce({{ read_flag('prefetched') }}, false)
    or coalesce({{ read_flag('proxied') }}, false) as is_by_machine,
    copies
from ranked
where position = 1
