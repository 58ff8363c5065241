{# A text that is JSON as the type that the json functions read. #}
{% macro read_json(text) %}{{ return(adapter.dispatch('read_json', 'conversion_goals')(text)) }}{% endmacro %}

{% macro default__read_json(text) %}{{ conversion_goals.engine_lacks('read_json') }}{% endmacro %}

{% macro duckdb__read_json(text) -%}
cast({{ text }} as json)
{%- endmacro %}
