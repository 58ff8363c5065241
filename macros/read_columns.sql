{# A raw table's columns, each read as its kind, under their own names, but for those kept_in_raw. #}
{% macro read_columns(table) -%}
    {%- set contract = conversion_goals.raw_contract()[table] -%}
    {%- for column, kind in contract['columns'].items() if column not in contract.get('kept_in_raw', []) %}
    {{ conversion_goals.read_value(adapter.quote(column), kind) }} as {{ adapter.quote(column) }}
    {{- ',' if not loop.last }}
    {%- endfor %}
{%- endmacro %}
