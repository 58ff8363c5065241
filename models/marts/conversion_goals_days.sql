-- One row per day from 2000 to 2049: the time spine that MetricFlow asks for.
with

digits as (
    select 0 as digit
    {% for digit in range(1, 10) %}
    union all
    select {{ digit }} as digit
    {% endfor %}
),

numbers as (
    select
        cast(
            ones.digit
            + 10 * tens.digit
            + 100 * hundreds.digit
            + 1000 * thousands.digit
            + 10000 * ten_thousands.digit as bigint
        ) as number
    from digits as ones
    cross join digits as tens
    cross join digits as hundreds
    cross join digits as thousands
    cross join digits as ten_thousands
    where ten_thousands.digit < 2
),

days as (
    select
        cast(
            {{ add_seconds("cast('2000-01-01' as timestamp)", 'number * 86400') }} as date
        ) as date_day
    from numbers
)

select date_day
from days
where date_day < cast('2050-01-01' as date)
