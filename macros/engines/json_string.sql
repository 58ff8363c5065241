{# A text as a JSON string with its quotes; null stays null. Codes of control characters as the engine writes them. #}
{% macro json_string(text) %}{{ return(adapter.dispatch('json_string', 'conversion_goals')(text)) }}{% endmacro %}

{% macro default__json_string(text) %}{{ conversion_goals.engine_lacks('json_string') }}{% endmacro %}

{% macro duckdb__json_string(text) -%}
cast(to_json({{ text }}) as varchar)
{%- endmacro %}

{% macro postgres__json_string(text) -%}
cast(to_json({{ text }}) as text)
{%- endmacro %}

{% macro spark__json_string(text) -%}
    {%- set whole = "to_json(named_struct('t', " ~ text ~ "))" -%}
case when {{ text }} is not null then substr({{ whole }}, 6, length({{ whole }}) - 6) end
{%- endmacro %}
