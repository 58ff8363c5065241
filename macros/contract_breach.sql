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
        {%- set as_text = 'cast(' ~ quoted ~ ' as ' ~ dbt.type_string() ~ ')' %}
        when {{ quoted }} is null {{- " or " ~ as_text ~ " = ''" if contract['columns'][column] == 'text' }}
            then '{{ column }} is missing'
        {%- endfor %}
        {%- for column, kind in contract['columns'].items() if kind != 'text' and column not in unchecked %}
        {%- set quoted = adapter.quote(column) %}
        {%- set as_text = 'cast(' ~ quoted ~ ' as ' ~ dbt.type_string() ~ ')' %}
        {%- if kind == 'json' %}
        when {{ quoted }} is not null and {{ as_text }} <> '' and not {{ conversion_goals.is_json(as_text) }}
            then '{{ column }} is not JSON'
        {%- else %}
        {%- set wanted = {'time': 'a time', 'integer': 'a whole number', 'flag': 'true or false'}[kind] %}
        when {{ quoted }} is not null and {{ conversion_goals.read_value(quoted, kind) }} is null
            then '{{ column }} does not read as {{ wanted }}: ' || {{ as_text }}
        {%- endif %}
        {%- endfor %}
    end
{%- endmacro %}
