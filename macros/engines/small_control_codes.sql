{#
    A JSON text with the codes of its control characters (\u000B) in small letters, where an engine writes them with
    capitals. In a part between two escaped backslashes each \u begins a code.
#}
{% macro small_control_codes(json) %}
    {{- return(adapter.dispatch('small_control_codes', 'conversion_goals')(json)) -}}
{% endmacro %}

{% macro default__small_control_codes(json) %}{{ conversion_goals.engine_lacks('small_control_codes') }}{% endmacro %}

{% macro duckdb__small_control_codes(json) -%}
array_to_string(
        list_transform(
            string_split({{ json }}, '\\'),
            lambda part: {{ conversion_goals.replace_control_codes('part') }}
        ),
        '\\'
    )
{%- endmacro %}

{% macro postgres__small_control_codes(json) -%}
{{ json }}
{%- endmacro %}

{% macro spark__small_control_codes(json) -%}
array_join(
        transform(
            split({{ json }}, r'\\\\'),
            part -> {{ conversion_goals.replace_control_codes('part', literal='r') }}
        ),
        r'\\'
    )
{%- endmacro %}

{% macro replace_control_codes(part, literal='') -%}
    {%- set codes = ['0B', '0E', '0F', '1A', '1B', '1C', '1D', '1E', '1F'] -%}
{{ 'replace(' * codes | length }}{{ part }}
    {%- for code in codes %}, {{ literal }}'\u00{{ code }}', {{ literal }}'\u00{{ code.lower() }}'){% endfor %}
{%- endmacro %}
