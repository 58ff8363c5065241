-- Q1: what row_counts calls accepted is what the staging models hold, one row per key.
with

counted as (
    select * from {{ ref('conversion_goals__row_counts') }}
),

staged as (
    {%- for table in raw_contract() %}
    select
        '{{ table }}' as source_table,
        count(*) as staged_rows
    from {{ ref('stg_customerio__' ~ table) }}
    {{ 'union all' if not loop.last }}
    {%- endfor %}
)

select
    counted.source_table,
    counted.accepted,
    staged.staged_rows
from counted
left join staged on counted.source_table = staged.source_table
where counted.accepted is distinct from staged.staged_rows
