{#
    F3: a side as a text that is the same for two sides that are eq, and for no others; lists and objects have none.
    `number` is its side_number where a query has that already.
#}
{% macro comparable(kind, text, number=none) -%}
    {%- set number = number or conversion_goals.side_number(kind, text) -%}
    case
        when {{ number }} is not null then 'number ' || cast({{ number }} + 0.0 as {{ dbt.type_string() }})
        when {{ kind }} in ('text', 'boolean') then 'text ' || {{ text }}
    end
{%- endmacro %}
