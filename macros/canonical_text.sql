{#
    A raw value as canonical text (Q2): a time as YYYY-MM-DDTHH:MM:SS.ffffffZ, what cannot be read and all else as it
    came.
#}
{% macro canonical_text(column, kind) -%}
    {%- set text = 'cast(' ~ adapter.quote(column) ~ ' as ' ~ dbt.type_string() ~ ')' -%}
    {%- if kind == 'time' -%}
        coalesce({{ conversion_goals.time_text(conversion_goals.read_time(adapter.quote(column))) }}, {{ text }})
    {%- else -%}
        {{ text }}
    {%- endif -%}
{%- endmacro %}
