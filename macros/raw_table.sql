{#
    The raw table as a relation with the contract's columns alone: one more that a user keeps there never meets a name
    that a model gives. Ids and other texts are text, whatever type they have there. A table that the var
    `conversion_goals_absent` names is empty, a column that it names is null.
#}
{% macro raw_table(table) %}
    {%- set absent = var('conversion_goals_absent') -%}
    (
        select
            {%- for column, kind in conversion_goals.raw_contract()[table]['columns'].items() %}
            {% if table in absent or table ~ '.' ~ column in absent -%}
                cast(null as {{ dbt.type_string() }}) as {{ adapter.quote(column) }}
            {%- elif column.endswith('_id') or column == 'subject_name' -%}
                {{ conversion_goals.id_text(adapter.quote(column)) }} as {{ adapter.quote(column) }}
            {%- elif kind in ('text', 'json') -%}
                cast({{ adapter.quote(column) }} as {{ dbt.type_string() }}) as {{ adapter.quote(column) }}
            {%- else -%}
                {{ adapter.quote(column) }}
            {%- endif -%}
            {{ ',' if not loop.last }}
            {%- endfor %}
        {{ 'where 1 = 0' if table in absent else 'from ' ~ source('customerio', table) }}
    )
{%- endmacro %}
