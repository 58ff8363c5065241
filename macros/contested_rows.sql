{#
    All raw rows of the keys whose rows need a decision, as their base model gives them: keys that stand more than once
    in a raw table, and keys of broken rows (base_rejected_rows). In an incremental run of the keys that arrived
    (base_arrivals). Only raw keys are read to find them; whole keys are asked for there and not of the rows, since
    DuckDB would then think the rows fewer than the keys and keep all of them in memory.
#}
{% macro contested_rows(table) -%}
    {%- set contract = conversion_goals.raw_contract()[table] -%}
    {%- set base = ref('base_customerio__' ~ table) -%}
    {%- set keys = conversion_goals.key_values(table) | join(', ') -%}
    select * from {{ base }}
    where
        ({{ keys }}) in (
            select {{ keys }}
            from {{ base }}
            where
                {{ conversion_goals.has_key(table) }}
                {%- if is_incremental() %}
                and ({{ keys }}) in (
                    select {{ keys }}
                    from {{ base }}
                    where {{ conversion_goals.has_arrived(table) }}
                )
                {%- endif %}
            group by {{ keys }}
            having count(*) > 1

            union all

            select
                {%- for column in ['workspace_id'] + contract['key'] %}
                {%- set text = '(' ~ conversion_goals.json_text(conversion_goals.json_member('raw_row', column)) ~ ')' %}
                {%- set kind = contract['columns'][column] %}
                {{ conversion_goals.read_id(text) if kind == 'text' else conversion_goals.read_value(text, kind) }}
                {{- ',' if not loop.last }}
                {%- endfor %}
            from (
                select {{ conversion_goals.read_json('rejected.raw_row') }} as raw_row
                from {{ ref('base_rejected_rows') }} as rejected
                where
                    rejected.source_table = '{{ table }}'
                    {%- if is_incremental() %}
                    and (rejected.workspace_id, rejected.loaded_hour) in (
                        {{ conversion_goals.changed_parts(table) }}
                    )
                    {%- endif %}
            ) as broken
        )
{%- endmacro %}
