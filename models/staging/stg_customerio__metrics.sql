-- One row per metric.
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
