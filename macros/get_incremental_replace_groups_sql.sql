{#
    The incremental strategy of all that can shrink: groups of rows are deleted whole, then the new rows are added.
    In the model's `meta.conversion_goals`, `groups` names the model that holds the groups (of its rows those for which
    `which` holds), or is 'of_new_rows', or 'all': every row goes. unique_key lists the columns of a group; `owner` is
    an expression of the model's columns that is the groups' owner_id.
    A run that is killed in between is repaired by the next: the groups stay named until a run comes to its end
    (base_arrivals). Where none ever did, as after a full refresh that was killed, every row goes too.
#}
{% macro get_incremental_replace_groups_sql(arg_dict) %}
    {%- set target = arg_dict['target_relation'] -%}
    {%- set columns = arg_dict['dest_columns'] | map(attribute='quoted') | join(', ') -%}
    {%- set meta = config.get('meta')['conversion_goals'] -%}
    {%- set keys = [] -%}
    {%- for column in arg_dict['unique_key'] or [] -%}
        {%- do keys.append(adapter.quote(column)) -%}
    {%- endfor -%}
    {%- set own_keys = keys + ([meta['owner']] if meta.get('owner') else []) -%}
    {%- set group_keys = keys + (['owner_id'] if meta.get('owner') else []) -%}
    {%- if meta['groups'] == 'all' %}
    delete from {{ target }};
    {%- else %}
    delete from {{ target }}
    where not exists (select 1 from {{ ref('conversion_goals', 'base_arrivals') }} where processed_rows <> 0);
    delete from {{ target }}
    where
        ({{ own_keys | join(', ') }}) in (
            select {{ group_keys | join(', ') }}
            from {{ arg_dict['temp_relation'] if meta['groups'] == 'of_new_rows'
                else ref('conversion_goals', meta['groups']) }}
            {{ 'where ' ~ meta['which'] if meta.get('which') }}
        );
    {%- endif %}
    insert into {{ target }} ({{ columns }})
    select {{ columns }} from {{ arg_dict['temp_relation'] }};
{% endmacro %}
