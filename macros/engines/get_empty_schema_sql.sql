{# dbt's own macro of that name for the contracts of this package, with a number of 64 bits as the engine calls it. #}
{% macro get_empty_schema_sql(columns) -%}
    {%- set spelled = {} -%}
    {%- for name, column in columns.items() -%}
        {%- set data_type = type_double() if column['data_type'] == 'double precision' else column['data_type'] -%}
        {%- do spelled.update({name: dict(column, data_type=data_type)}) -%}
    {%- endfor -%}
    {{- return(dbt.get_empty_schema_sql(spelled)) -}}
{%- endmacro %}
