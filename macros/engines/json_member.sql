{# The member of a JSON object of that (literal, plain) name; null where there is none. #}
{% macro json_member(json, name) %}
    {{- return(adapter.dispatch('json_member', 'conversion_goals')(json, name)) -}}
{% endmacro %}

{% macro default__json_member(json, name) %}{{ conversion_goals.engine_lacks('json_member') }}{% endmacro %}

{% macro duckdb__json_member(json, name) -%}
json_extract({{ json }}, '$.{{ name }}')
{%- endmacro %}

{% macro postgres__json_member(json, name) -%}
(({{ json }}) -> '{{ name }}')
{%- endmacro %}

{% macro spark__json_member(json, name) -%}
coalesce(
        get_json_object(concat('[', {{ json }}, ']'), '$[*].{{ name }}'),
        case when array_contains(json_object_keys({{ json }}), '{{ name }}') then 'null' end
    )
{%- endmacro %}
