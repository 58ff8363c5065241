{# A text as a JSON string with its quotes; null stays null. #}
{% macro json_string(text) %}{{ return(adapter.dispatch('json_string', 'conversion_goals')(text)) }}{% endmacro %}

{% macro default__json_string(text) %}{{ conversion_goals.engine_lacks('json_string') }}{% endmacro %}

{% macro duckdb__json_string(text) -%}
array_to_string(
        list_transform(
            string_split(cast(to_json({{ text }}) as varchar), '\\'),
            lambda part: {{ conversion_goals.small_control_codes('part') }}
        ),
        '\\'
    )
{%- endmacro %}

{% macro postgres__json_string(text) -%}
cast(to_json({{ text }}) as text)
{%- endmacro %}

{% macro spark__json_string(text) -%}
    {%- set whole = "to_json(named_struct('t', " ~ text ~ "))" -%}
array_join(
        transform(
            split(case when {{ text }} is not null then substr({{ whole }}, 6, length({{ whole }}) - 6) end, r'\\\\'),
            part -> {{ conversion_goals.small_control_codes('part', literal='r') }}
        ),
        r'\\'
    )
{%- endmacro %}

{#
    The codes of control characters (\u000B) in small letters, where an engine writes them with capitals. In a part
    between two escaped backslashes each \u begins a code.
#}
{% macro small_control_codes(part, literal='') -%}
    {%- set codes = ['0B', '0E', '0F', '1A', '1B', '1C', '1D', '1E', '1F'] -%}
{{ 'replace(' * codes | length }}{{ part }}
    {%- for code in codes %}, {{ literal }}'\u00{{ code }}', {{ literal }}'\u00{{ code.lower() }}'){% endfor %}
{%- endmacro %}
