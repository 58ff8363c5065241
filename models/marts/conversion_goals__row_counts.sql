-- One row per raw table: where its rows went. Accepted + rejected + duplicates = raw rows.
with

counted as (
{%- for table in raw_contract() %}
    select
        '{{ table }}' as source_table,
        (select count(*) from {{ raw_table(table) }} as raw_rows) as raw_rows,
        count(*) as accepted,
        coalesce(sum(copies - 1), 0) as duplicates
    from {{ ref('stg_customerio__' ~ table) }}
{{ 'union all' if not loop.last }}
{%- endfor %}
),

rejected as (
    select
        source_table,
        count(*) as rejected
    from {{ ref('conversion_goals__rejected_rows') }}
    group by source_table
)

select
    counted.source_table,
    cast(counted.raw_rows as bigint) as raw_rows,
    cast(counted.accepted as bigint) as accepted,
    cast(coalesce(rejected.rejected, 0) as bigint) as rejected,
    cast(counted.duplicates as bigint) as duplicates
from counted
left join rejected on counted.source_table = rejected.source_table
