-- Delivery types that the seed delivery_types lacks: such deliveries never convert (E2).
{{ config(severity='warn') }}
select
    delivery_type,
    count(*) as deliveries
from {{ ref('stg_customerio__deliveries') }}
where not is_known_type
group by delivery_type
