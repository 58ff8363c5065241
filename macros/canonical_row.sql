{#
    The canonical JSON of a raw row (Q2): the contract's columns in order, all keys there, each value text or null,
    no blanks. Costs nothing where it is not selected: only rejected and repeated rows ever compute it.
#}
{% macro canonical_row(table) -%}
    {%- set row -%}
    '{' ||
    {%- for column, kind in conversion_goals.raw_contract()[table]['columns'].items() %}
    {%- set text = conversion_goals.canonical_text(column, kind) %}
    '{{ ',' if not loop.first }}"{{ column }}":' || coalesce({{ conversion_goals.json_string(text) }}, 'null') ||
    {%- endfor %}
    '}'
    {%- endset -%}
    {{ conversion_goals.small_control_codes(row) }}
{%- endmacro %}
