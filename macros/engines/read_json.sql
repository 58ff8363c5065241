{# A text that is JSON as the type that the json functions read. #}
{% macro read_json(text) %}{{ return(adapter.dispatch('read_json', 'conversion_goals')(text)) }}{% endmacro %}

{% macro default__read_json(text) %}{{ conversion_goals.engine_lacks('read_json') }}{% endmacro %}

{% macro duckdb__read_json(text) -%}
cast({{ text }} as json)
{%- endmacro %}

{#- A planner there may read before it filters: what is no JSON reads as null. #}
{% macro postgres__read_json(text) -%}
case
        when {{ conversion_goals.postgres_is_too_deep(text) }} then null
        when {{ text }} is json then {{ conversion_goals.postgres_json(text) }}
    end
{%- endmacro %}

{% macro spark__read_json(text) -%}
trim(both ' \t\n\r' from {{ text }})
{%- endmacro %}
