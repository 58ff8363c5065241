{#
    A raw column read as one of the contract's kinds, whether it comes in its native type or as text; null where it
    cannot be read.
#}
{% macro read_value(column, kind) -%}
    {%- if kind == 'time' -%}{{ conversion_goals.read_time(column) }}
    {%- elif kind == 'integer' -%}{{ conversion_goals.read_integer(column) }}
    {%- elif kind == 'flag' -%}{{ conversion_goals.read_flag(column) }}
    {%- else -%}cast({{ column }} as {{ dbt.type_string() }})
    {%- endif -%}
{%- endmacro %}
