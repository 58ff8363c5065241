{# Joins one row per element of a JSON list: alias.element, alias.position (from 1). #}
{% macro unnest_json_list(json, alias) %}
    {{- return(adapter.dispatch('unnest_json_list', 'conversion_goals')(json, alias)) -}}
{% endmacro %}

{% macro default__unnest_json_list(json, alias) %}{{ conversion_goals.engine_lacks('unnest_json_list') }}{% endmacro %}

{% macro duckdb__unnest_json_list(json, alias) -%}
cross join unnest(from_json({{ json }}, '["JSON"]')) with ordinality as {{ alias }} (element, position)
{%- endmacro %}

{% macro postgres__unnest_json_list(json, alias) -%}
cross join lateral json_array_elements({{ json }}) with ordinality as {{ alias }} (element, position)
{%- endmacro %}
