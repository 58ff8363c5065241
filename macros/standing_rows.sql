{#
    Q2: the one row of each key of a raw table that stands, its values read: the raw rows whose key came once, and the
    rows that stand for repeated keys.
#}
{% macro standing_rows(table) -%}
    {%- set contract = conversion_goals.raw_contract()[table] -%}
    {%- set keys = conversion_goals.key_values(table, of='raw_rows') -%}
    select {{ conversion_goals.read_columns(table) }}
    from {{ ref('base_customerio__' ~ table) }} as raw_rows
    where
        rejection_reason is null
        and not exists (
            select 1 from {{ ref('base_repeated_' ~ table) }} as repeated
            where
                {%- for column in ['workspace_id'] + contract['key'] %}
                {{ keys[loop.index0] }} = repeated.{{ adapter.quote(column) }}{{ ' and' if not loop.last }}
                {%- endfor %}
        )

    union all

    select
        {%- for column in contract['columns'] %}
        {{ adapter.quote(column) }}{{ ',' if not loop.last }}
        {%- endfor %}
    from {{ ref('base_repeated_' ~ table) }}
{%- endmacro %}
