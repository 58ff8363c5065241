-- Metrics of a name that the package does not know: they are kept and do nothing (Q1).
{{ config(severity='warn') }}
select
    metric,
    count(*) as metrics
from {{ ref('stg_customerio__metrics') }}
where
    metric is null
    or metric not in (
        'drafted', 'attempted', 'sent', 'delivered', 'opened', 'clicked', 'converted', 'bounced',
        'dropped', 'failed', 'undeliverable', 'deferred', 'spammed', 'unsubscribed'
    )
group by metric
