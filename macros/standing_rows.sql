{#
    Q1, Q2: the one row of each key of a raw table that stands, its values read: the raw rows whose key came once and
    whole, and the rows that stand for the keys that needed a decision. An outer join, since for `not exists` DuckDB
    first groups all raw rows by their keys.
#}
{% macro standing_rows(table) -%}
    {%- set contract = conversion_goals.raw_contract()[table] -%}
    {%- set keys = conversion_goals.key_values(table, of='raw_rows') -%}
    {%- set resolved = ref('base_resolved_' ~ table) -%}
    select {{ conversion_goals.read_columns(table) }}
    from (
        select raw_rows.*
        from {{ ref('base_customerio__' ~ table) }} as raw_rows
        left join {{ resolved }} as resolved_keys
            on
                {%- for column in ['workspace_id'] + contract['key'] %}
                {{ keys[loop.index0] }} = resolved_keys.{{ adapter.quote(column) }}{{ ' and' if not loop.last }}
                {%- endfor %}
        where resolved_keys.copies is null and {{ conversion_goals.has_key(table, of='raw_rows') }}
    ) as single_rows

    union all

    select
        {%- for column in contract['columns'] if column not in contract.get('kept_in_raw', []) %}
        {{ adapter.quote(column) }}{{ ',' if not loop.last }}
        {%- endfor %}
    from {{ resolved }}
    where copies > 0
{%- endmacro %}
