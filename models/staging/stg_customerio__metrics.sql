-- One row per metric.
with

standing as (
    {{ standing_rows('metrics') }}
),

marked as (
    select
        *,
        coalesce(machine, false)
        or coalesce(prefetched, false)
        or coalesce(proxied, false) as is_by_machine
    from standing
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
    is_by_machine,
    -- T4
    {{ 'true' if var('count_machine_opens') else 'not is_by_machine' }} as is_counted
from marked
