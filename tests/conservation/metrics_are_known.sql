-- Metrics of a name that the package does not know: they are kept and do nothing (Q1).
{{ config(severity='warn') }}
select
    metric,
    count(*) as metrics
from {{ ref('stg_customerio__metrics') }}
where not is_known_metric
group by metric
