{# The key of a raw row as text, its parts joined by a colon, a missing part empty (Q2). #}
{% macro source_key(table) -%}
    {%- set contract = conversion_goals.raw_contract()[table] -%}
    {%- for column in contract['key'] -%}
        coalesce({{ conversion_goals.canonical_text(column, contract['columns'][column]) }}, '')
        {{- " || ':' || " if not loop.last }}
    {%- endfor -%}
{%- endmacro %}
