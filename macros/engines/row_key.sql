{#
    A whole number for each row of a select, different for each; it means nothing beyond the run. `columns` tell the
    rows apart.
#}
{% macro row_key(columns) %}{{ return(adapter.dispatch('row_key', 'conversion_goals')(columns)) }}{% endmacro %}

{% macro default__row_key(columns) %}{{ conversion_goals.engine_lacks('row_key') }}{% endmacro %}

{% macro duckdb__row_key(columns) -%}
row_number() over ()
{%- endmacro %}

{% macro postgres__row_key(columns) -%}
row_number() over ()
{%- endmacro %}

{#
    One count of all rows would need them in one place; numbers that are dealt out by part of the work change when a lost
    part is made again. So rows are counted within 1024 parts by their key: below 2^31 for two billion rows.
#}
{% macro spark__row_key(columns) -%}
    {%- set part = 'pmod(xxhash64(' ~ columns | join(', ') ~ '), 1024)' -%}
(
        cast(row_number() over (partition by {{ part }} order by {{ columns | join(', ') }}) as bigint) * 1024
        + {{ part }}
    )
{%- endmacro %}
