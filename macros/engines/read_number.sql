{# A text that is known to be a number as DOUBLE; an infinite one where it overflows. #}
{% macro read_number(text) %}{{ return(adapter.dispatch('read_number', 'conversion_goals')(text)) }}{% endmacro %}

{% macro default__read_number(text) %}{{ conversion_goals.engine_lacks('read_number') }}{% endmacro %}

{% macro duckdb__read_number(text) -%}
try_cast({{ text }} as double)
{%- endmacro %}
