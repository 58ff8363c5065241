{#
    All raw rows of the keys of which a row arrived since the last whole run (base_arrivals), good or broken: the
    rows that arrived, and those of the same key that were there, which only a key that came more than once has.
#}
{% macro versions_of_arrived(table) -%}
    {%- set base = ref('base_customerio__' ~ table) -%}
    {%- set keys = conversion_goals.key_values(table) | join(', ') -%}
    {%- set columns = ['workspace_id'] + conversion_goals.raw_contract()[table]['key'] -%}
    select * from {{ base }}
    where {{ conversion_goals.has_arrived(table) }}

    union all

    select * from {{ base }}
    where
        ({{ keys }}) in (
            select
                {%- for column in columns %}
                repeated.{{ adapter.quote(column) }}{{ ',' if not loop.last }}
                {%- endfor %}
            from {{ ref('base_resolved_' ~ table) }} as repeated
            where
                ({% for column in columns %}repeated.{{ adapter.quote(column) }}{{ ', ' if not loop.last }}{% endfor %}) in (
                    select {{ keys }}
                    from {{ base }}
                    where {{ conversion_goals.has_arrived(table) }}
                )
        )
{%- endmacro %}
