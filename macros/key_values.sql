{# The values of a raw table's key as a list of expressions, its workspace first; `of` is the relation's alias. #}
{% macro key_values(table, of=none) %}
    {%- set contract = conversion_goals.raw_contract()[table] -%}
    {%- set values = [] -%}
    {%- for column in ['workspace_id'] + contract['key'] -%}
        {%- set named = (of ~ '.' if of else '') ~ adapter.quote(column) -%}
        {%- do values.append(conversion_goals.read_value(named, contract['columns'][column])) -%}
    {%- endfor -%}
    {{ return(values) }}
{% endmacro %}
