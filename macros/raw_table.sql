{#
    The raw table as a relation to select from. A table that the var `conversion_goals_absent` names is empty,
    a column that it names is null.
#}
{% macro raw_table(table) %}
    {%- set absent = var('conversion_goals_absent') -%}
    {%- set columns = conversion_goals.raw_contract()[table]['columns'] -%}
    {%- set missing = [] -%}
    {%- for column in columns if table in absent or table ~ '.' ~ column in absent -%}
        {%- do missing.append(column) -%}
    {%- endfor -%}
    {%- if missing -%}
        (
            select
                {%- for column in columns %}
                {% if column in missing -%}
                    cast(null as {{ dbt.type_string() }}) as {{ adapter.quote(column) }}
                {%- else -%}
                    {{ adapter.quote(column) }}
                {%- endif -%}
                {{ ',' if not loop.last }}
                {%- endfor %}
            {{ 'where 1 = 0' if table in absent else 'from ' ~ source('customerio', table) }}
        )
    {%- else -%}
        {{ source('customerio', table) }}
    {%- endif -%}
{% endmacro %}
