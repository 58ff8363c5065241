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
        when {{ conversion_goals.postgres_is_too_deep(text) }} then false
        when {{ text }} is json with unique keys then true
        when not {{ text }} is json then false
        else regexp_replace(
            replace({{ text }}, '\\', '-'),
            '\\u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}', '', 'g'
        ) !~ '\\u[dD][89a-fA-F]'
    end
{%- endmacro %}

{% macro spark__is_json(text) -%}
    {#-
        A text is one JSON value if a list with it alone has one element, and one with another behind it two. What that
        reader takes and JSON does not: quotes of one stroke, control characters in a string, half a surrogate pair.
    -#}
    {%- set plain = "replace(replace(" ~ text ~ ", r'\\\\', '--'), r'\\\"', '--')" -%}
    {%- set lone = "r'\\\\u[dD][89a-fA-F]'" -%}
case
        when
            coalesce(json_array_length(concat('[', {{ text }}, ']')), 0) <> 1
            or coalesce(json_array_length(concat('[', {{ text }}, ',0]')), 0) <> 2
            then false
        when not {{ text }} rlike r'[\x00-\x1f\x27]' and not {{ text }} rlike {{ lone }} then true
        else
            instr(regexp_replace({{ plain }}, '"[^"]*"', ''), char(39)) = 0
            and not array_join(regexp_extract_all({{ plain }}, '"[^"]*"', 0), '') rlike r'[\x00-\x1f]'
            and not regexp_replace(
                {{ plain }}, r'\\u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}', ''
            ) rlike {{ lone }}
    end
{%- endmacro %}
