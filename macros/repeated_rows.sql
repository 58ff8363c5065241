{#
    All raw rows of the keys that stand more than once in a raw table, good or broken, as their base model gives them;
    in an incremental run of the keys that arrived (base_arrivals). Only raw keys are read to find them.
#}
{% macro repeated_rows(table) -%}
    {%- set base = ref('base_customerio__' ~ table) -%}
    {%- set keys = conversion_goals.key_values(table) | join(', ') -%}
    select raw_rows.*
    from {{ base }} as raw_rows
    where
        ({{ conversion_goals.key_values(table, of='raw_rows') | join(', ') }}) in (
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
        )
{%- endmacro %}
