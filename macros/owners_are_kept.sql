{#
    Whether some table keeps the rows of owners whom this run does not make anew, and so asks int_arrived_rows whom to:
    where that is gone alone too, with its schema or under another name.
#}
{% macro owners_are_kept() %}
    {%- set keeping = [] -%}
    {%- for table in (conversion_goals.kept_tables() if execute else [])
        if table.config.meta['conversion_goals']['groups'] == 'int_owners_to_rebuild'
        and conversion_goals.keeps_its_rows(table) -%}
        {%- do keeping.append(table.name) -%}
    {%- endfor -%}
    {{ return(keeping | length > 0) }}
{% endmacro %}
