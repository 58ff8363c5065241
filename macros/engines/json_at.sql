{# What stands in a JSON object at a path made by json_path; null where nothing does. A name never indexes a list. #}
{% macro json_at(document, path) %}
    {{- return(adapter.dispatch('json_at', 'conversion_goals')(document, path)) -}}
{% endmacro %}

{% macro default__json_at(document, path) %}{{ conversion_goals.engine_lacks('json_at') }}{% endmacro %}

{% macro duckdb__json_at(document, path) -%}
case
        when not regexp_matches({{ path }}, '/([0-9]+|-)(/|$)') then json_extract({{ document }}, {{ path }})
        when list_bool_and(list_transform(
            range(1, len(string_split({{ path }}, '/'))),
            lambda depth: coalesce(
                json_type({{ document }}, array_to_string(string_split({{ path }}, '/')[1:depth], '/')) = 'OBJECT',
                false
            )
        )) then json_extract({{ document }}, {{ path }})
    end
{%- endmacro %}
