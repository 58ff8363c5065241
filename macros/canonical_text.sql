{#
    A raw value as canonical text (Q2): times as YYYY-MM-DDTHH:MM:SS.ffffffZ, whole numbers and flags in one
    spelling, what cannot be read as it came.
#}
{% macro canonical_text(column, kind) -%}
    {%- set quoted = adapter.quote(column) -%}
    {%- if kind == 'time' -%}
        coalesce({{ conversion_goals.time_text(conversion_goals.read_time(quoted)) }}, cast({{ quoted }} as {{ dbt.type_string() }}))
    {%- elif kind in ('integer', 'flag') -%}
        coalesce(cast({{ conversion_goals.read_value(quoted, kind) }} as {{ dbt.type_string() }}), cast({{ quoted }} as {{ dbt.type_string() }}))
    {%- else -%}
        cast({{ quoted }} as {{ dbt.type_string() }})
    {%- endif -%}
{%- endmacro %}
