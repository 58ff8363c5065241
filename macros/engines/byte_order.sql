{# A text as something to order by that orders byte by byte, whatever the language of the database. #}
{% macro byte_order(text) %}{{ return(adapter.dispatch('byte_order', 'conversion_goals')(text)) }}{% endmacro %}

{% macro default__byte_order(text) %}{{ conversion_goals.engine_lacks('byte_order') }}{% endmacro %}

{% macro duckdb__byte_order(text) -%}
{{ text }}
{%- endmacro %}

{% macro postgres__byte_order(text) -%}
{{ text }} collate "C"
{%- endmacro %}

{% macro spark__byte_order(text) -%}
{{ text }}
{%- endmacro %}
