{#
    The raw table as a relation to select from. A table that the var `conversion_goals_absent` names is empty,
    a column that it names is null.
#}
{% macro raw_table(table) %}
    {%- set absent = var('conversion_goals_absent') -%}
    {%- set columns = conversion_goals.raw_contract()[table]['columns'] -%}
    {%- if table in absent -%}
        (
            select
                {%- for column in columns %}
                cast(null as {{ dbt.type_string() }}) as {{ adapter.quote(column) }}{{ ',' if not loop.last }}
                {%- endfor %}
            where 1 = 0
        )
    {%- else -%}
        {%- set missing = [] -%}
        {%- for column in columns if table ~ '.' ~ column in absent -%}
            {%- do missing.append(column) -%}
        {%- endfor -%}
        {%- if missing -%}
            (
                select
                    *
                    {%- for column in missing %},
                    cast(null as {{ dbt.type_string() }}) as {{ adapter.quote(column) }}
                    {%- endfor %}
                from {{ source('customerio', table) }}
            )
        {%- else -%}
            {{ source('customerio', table) }}
        {%- endif -%}
    {%- endif -%}
{% endmacro %}
