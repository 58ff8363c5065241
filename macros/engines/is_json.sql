{# Whether a text is JSON. The engine also takes trailing commas, NaN and Infinity; JSON does not. #}
{% macro is_json(text) %}{{ return(adapter.dispatch('is_json', 'conversion_goals')(text)) }}{% endmacro %}

{% macro default__is_json(text) %}{{ conversion_goals.engine_lacks('is_json') }}{% endmacro %}

{% macro duckdb__is_json(text) -%}
case
        when not json_valid({{ text }}) then false
        when regexp_matches({{ text }}, '(?i),\s*[\]}]|nan|inf')
            then not regexp_matches(
                regexp_replace({{ text }}, '"([^"\\]|\\.)*"', '""', 'g'), '(?i),\s*[\]}]|nan|inf'
            )
        else true
    end
{%- endmacro %}

{% macro postgres__is_json(text) -%}
    {#- Half a surrogate pair passes as JSON there, and stops who reads it; with unique keys it does not pass. -#}
case
        when {{ text }} is json with unique keys then true
        when not {{ text }} is json then false
        else regexp_replace(
            replace({{ text }}, '\\', '-'),
            '\\u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}', '', 'g'
        ) !~ '\\u[dD][89a-fA-F]'
    end
{%- endmacro %}
