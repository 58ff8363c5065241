{#
    The hour in which a raw row reached the warehouse, by which arrivals are counted; 1970 where loaded_at is
    unreadable.
#}
{% macro loaded_hour() -%}
    coalesce(
        {{ dbt.date_trunc('hour', conversion_goals.read_time('loaded_at')) }},
        cast('1970-01-01 00:00:00' as {{ dbt.type_timestamp() }})
    )
{%- endmacro %}
