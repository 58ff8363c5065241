{#
    All raw rows of the keys whose rows need a decision, as their base model gives them: keys that stand more than once
    in a raw table, and keys of broken rows (base_rejected_rows). In an incremental run of the keys that arrived
    (base_arrivals). Only raw keys are read to find them.
#}
{% macro contested_rows(table) -%}
    {%- set base = ref('base_customerio__' ~ table) -%}
    {%- set keys = conversion_goals.key_values(table) | join(', ') -%}
    select raw_rows.*
    from {{ base }} as raw_rows
    where
        {{ conversion_goals.has_key(table, of='raw_rows') }}
        and ({{ conversion_goals.key_values(table, of='raw_rows') | join(', ') }}) in (
            select {{ keys }}
            from {{ base }}
            {%- if is_incremental() %}
            where
                ({{ keys }}) in (
                    select {{ keys }}
                    from {{ base }}
                    where {{ conversion_goals.has_arrived(table, or_settings_changed=true) }}
                )
            {%- endif %}
            group by {{ keys }}
            having count(*) > 1

            union all

            select {{ keys }}
            from {{ base }}
            where
                (coalesce({{ conversion_goals.read_id('workspace_id') }}, ''), {{ conversion_goals.source_key(table) }}) in (
                    select
                        rejected.workspace_id,
                        rejected.source_key
                    from {{ ref('base_rejected_rows') }} as rejected
                    where rejected.source_table = '{{ table }}'
                )
                {{ 'and ' ~ conversion_goals.has_arrived(table) if is_incremental() }}
        )
{%- endmacro %}
