{#
    The incremental strategy of what can shrink: the groups that the model in config `meta.groups` names (of its rows
    those for which `meta.which` holds) are deleted whole, then the new rows are added; unique_key lists the columns
    of a group. Groups 'all' replaces every row. A run that is killed in between is repaired by the next: the groups
    stay named until a run comes to its end (base_arrivals).
#}
{% macro get_incremental_replace_groups_sql(arg_dict) %}
    {%- set target = arg_dict['target_relation'] -%}
    {%- set columns = arg_dict['dest_columns'] | map(attribute='quoted') | join(', ') -%}
    {%- set groups = config.get('meta')['groups'] -%}
    {%- set which = config.get('meta').get('which') -%}
    delete from {{ target }}
    {%- if groups != 'all' %}
    where
        exists (
            select 1 from {{ ref('conversion_goals', groups) }} as groups
            where
                {%- for column in arg_dict['unique_key'] %}
                groups.{{ column }} = {{ target.identifier }}.{{ column }}{{ ' and' if not loop.last or which }}
                {%- endfor %}
                {{ which if which }}
        )
    {%- endif %};
    insert into {{ target }} ({{ columns }})
    select {{ columns }} from {{ arg_dict['temp_relation'] }};
{% endmacro %}
