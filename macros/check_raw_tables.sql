{# Refuses to start where a raw table or column is neither there nor declared absent; says how to declare it. #}
{% macro check_raw_tables() %}
    {%- set absent = var('conversion_goals_absent') -%}
    {%- set present = [] -%}
    {%- set undeclared = [] -%}
    {%- set lacking = [] -%}
    {%- set broken = [] -%}
    {%- set place = var('conversion_goals_raw_schema') -%}
    {%- for table, contract in conversion_goals.raw_contract().items() if table not in absent -%}
        {%- set named = source('customerio', table) -%}
        {%- set relation = adapter.get_relation(named.database, named.schema, named.identifier) -%}
        {%- if relation is none -%}
            {%- do undeclared.append(table) -%}
            {%- do lacking.append(table if named.identifier == table else
                table ~ " (" ~ named.identifier ~ " by the var conversion_goals_" ~ table ~ "_table)") -%}
        {%- else -%}
            {%- do present.append(table) -%}
            {#- Asked of the table itself: a catalogue may leave out materialized views. -#}
            {%- set there = run_query('select * from ' ~ relation ~ ' where 1 = 0').column_names | map('lower') | list -%}
            {%- for column in contract['columns'] if column not in there -%}
                {%- if column in contract.get('later_vintage', []) -%}
                    {%- if table ~ '.' ~ column not in absent -%}
                        {%- do undeclared.append(table ~ '.' ~ column) -%}
                        {%- do lacking.append(table ~ '.' ~ column) -%}
                    {%- endif -%}
                {%- else -%}
                    {%- do broken.append(table ~ '.' ~ column) -%}
                {%- endif -%}
            {%- endfor -%}
        {%- endif -%}
    {%- endfor -%}
    {%- if broken -%}
        {{ exceptions.raise_compiler_error(
            "raw schema '" ~ place ~ "' lacks " ~ broken | join(', ')
            ~ ": every column of the raw contract must be there (null where you have no values)"
        ) }}
    {%- endif -%}
    {%- if undeclared and not present -%}
        {{ exceptions.raise_compiler_error(
            "no raw table is in schema '" ~ place
            ~ "'; set the var conversion_goals_raw_schema to the schema that holds them"
        ) }}
    {%- elif undeclared -%}
        {{ exceptions.raise_compiler_error(
            "raw schema '" ~ place ~ "' lacks " ~ lacking | join(', ')
            ~ "; if you do not have them, declare the var conversion_goals_absent: ["
            ~ (absent | list + undeclared) | join(', ') ~ "]"
        ) }}
    {%- endif -%}
{% endmacro %}
