-- One row per metric.
with

standing as (
    {{ standing_rows('metrics') }}
)

select
    {{ read_id('workspace_id') }} as workspace_id,
    {{ read_id('event_id') }} as metric_id,
    {{ read_id('delivery_id') }} as delivery_id,
    metric,
    metric is not null
    and metric in (
        'drafted', 'attempted', 'sent', 'delivered', 'opened', 'clicked', 'converted', 'bounced',
        'dropped', 'failed', 'undeliverable', 'deferred', 'spammed', 'unsubscribed'
    ) as is_known_metric,
    created_at as happened_at,
    coalesce(machine, false)
    or coalesce(prefetched, false)
    or coalesce(proxied, false) as is_by_machine
from standing
