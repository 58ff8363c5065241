{# A JSON list of one value. #}
{% macro json_list_of(json) %}{{ return(adapter.dispatch('json_list_of', 'conversion_goals')(json)) }}{% endmacro %}

{% macro default__json_list_of(json) %}{{ conversion_goals.engine_lacks('json_list_of') }}{% endmacro %}

{% macro duckdb__json_list_of(json) -%}
json_array({{ json }})
{%- endmacro %}

{% macro postgres__json_list_of(json) -%}
json_build_array({{ json }})
{%- endmacro %}

{% macro spark__json_list_of(json) -%}
concat('[', {{ json }}, ']')
{%- endmacro %}
