{# A raw table's columns, each read as its kind, under their own names. #}
{% macro read_columns(table) -%}
    {%- for column, kind in conversion_goals.raw_contract()[table]['columns'].items() %}
    {{ conversion_goals.read_value(adapter.quote(column), kind) }} as {{ adapter.quote(column) }}
    {{- ',' if not loop.last }}
    {%- endfor %}
{%- endmacro %}
