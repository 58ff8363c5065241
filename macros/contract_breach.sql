{#
    Q1: what in a raw row breaks the contract, as one clause for a person to read; null where nothing does: a missing
    workspace, key, loaded_at or own time, a value that does not read as its kind. Columns in `unchecked` are left to
    the model.
#}
{% macro contract_breach(table, unchecked=[]) -%}
    {%- set contract = conversion_goals.raw_contract()[table] -%}
    {%- set needed = ['workspace_id'] + contract['key'] + [contract.get('own_time'), 'loaded_at'] -%}
    case
        {%- for column in needed | select | unique %}
        {%- set quoted = adapter.quote(column) %}
        when {{ quoted }} is null {%- if contract['columns'][column] == 'text' %} or cast({{ quoted }} as {{ dbt.type_string() }}) = '' {%- endif %}
            then '{{ column }} is missing'
        {%- endfor %}
        {%- for column, kind in contract['columns'].items() if kind != 'text' and column not in unchecked %}
        {%- set quoted = adapter.quote(column) %}
        {%- if kind == 'json' %}
        when {{ quoted }} is not null and cast({{ quoted }} as {{ dbt.type_string() }}) <> '' and not {{ conversion_goals.is_json('cast(' ~ quoted ~ ' as ' ~ dbt.type_string() ~ ')') }}
            then '{{ column }} is not JSON'
        {%- else %}
        when {{ quoted }} is not null and {{ conversion_goals.read_value(quoted, kind) }} is null
            then '{{ column }} does not read as {{ {'time': 'a time', 'integer': 'a whole number', 'flag': 'true or false'}[kind] }}: ' || cast({{ quoted }} as {{ dbt.type_string() }})
        {%- endif %}
        {%- endfor %}
    end
{%- endmacro %}
