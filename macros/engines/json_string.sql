{# A text as a JSON string with its quotes; null stays null. #}
{% macro json_string(text) %}{{ return(adapter.dispatch('json_string', 'conversion_goals')(text)) }}{% endmacro %}

{% macro default__json_string(text) %}{{ conversion_goals.engine_lacks('json_string') }}{% endmacro %}

{#- It writes a control character with capitals (\u000B). Where \\ is cut away, each \u left begins one. #}
{% macro duckdb__json_string(text) -%}
    {%- set codes = ['0B', '0E', '0F', '1A', '1B', '1C', '1D', '1E', '1F'] -%}
array_to_string(
        list_transform(
            string_split(cast(to_json({{ text }}) as varchar), '\\'),
            lambda part: {{ 'replace(' * codes | length }}part
            {%- for code in codes %}, '\u00{{ code }}', '\u00{{ code.lower() }}'){% endfor %}
        ),
        '\\'
    )
{%- endmacro %}

{% macro postgres__json_string(text) -%}
cast(to_json({{ text }}) as text)
{%- endmacro %}

{% macro spark__json_string(text) -%}
case when {{ text }} is not null then substr(to_json(named_struct('t', {{ text }})), 6, length(to_json(named_struct('t', {{ text }}))) - 6) end
{%- endmacro %}
