{# Whether no part of a raw row's key is missing or unreadable (Q1); `of` is the relation's alias. #}
{% macro has_key(table, of=none) -%}
    {%- set contract = conversion_goals.raw_contract()[table] -%}
    {%- for value in conversion_goals.key_values(table, of=of) -%}
        {%- set kind = contract['columns'][(['workspace_id'] + contract['key'])[loop.index0]] -%}
        {{ "nullif(" ~ value ~ ", '')" if kind == 'text' else value }} is not null
        {{- ' and ' if not loop.last }}
    {%- endfor %}
{%- endmacro %}
