{# A text that is known to be a number as DOUBLE; an infinite one where it overflows. #}
{% macro read_number(text) %}{{ return(adapter.dispatch('read_number', 'conversion_goals')(text)) }}{% endmacro %}

{% macro default__read_number(text) %}{{ conversion_goals.engine_lacks('read_number') }}{% endmacro %}

{% macro duckdb__read_number(text) -%}
try_cast({{ text }} as double)
{%- endmacro %}

{% macro postgres__read_number(text) -%}
    {#- What is no double there is too great or too near to nothing. -#}
case
        when {{ text }} is null then null
        when pg_input_is_valid({{ text }}, 'double precision') then cast({{ text }} as double precision)
        when pg_input_is_valid({{ text }}, 'numeric')
            and abs(cast(case when pg_input_is_valid({{ text }}, 'numeric') then {{ text }} end as numeric)) < 1
            then 0.0
        when not pg_input_is_valid({{ text }}, 'numeric') and {{ text }} ~ '[eE]-' then 0.0
        when {{ text }} ~ '^-?0[.]0*[1-9]' and not {{ text }} ~ '[eE]' then 0.0
        when {{ text }} like '-%' then cast('-infinity' as double precision)
        else cast('infinity' as double precision)
    end
{%- endmacro %}

{% macro spark__read_number(text) -%}
try_cast({{ text }} as double)
{%- endmacro %}
