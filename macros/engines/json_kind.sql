{# The kind of a JSON value: object, list, text, number, boolean, null; null where there is none. #}
{% macro json_kind(json) %}{{ return(adapter.dispatch('json_kind', 'conversion_goals')(json)) }}{% endmacro %}

{% macro default__json_kind(json) %}{{ conversion_goals.engine_lacks('json_kind') }}{% endmacro %}

{% macro duckdb__json_kind(json) -%}
case
        when json_type({{ json }}) is null then null
        when json_type({{ json }}) = 'OBJECT' then 'object'
        when json_type({{ json }}) = 'ARRAY' then 'list'
        when json_type({{ json }}) = 'VARCHAR' then 'text'
        when json_type({{ json }}) = 'BOOLEAN' then 'boolean'
        when json_type({{ json }}) = 'NULL' then 'null'
        else 'number'
    end
{%- endmacro %}

{% macro postgres__json_kind(json) -%}
case json_typeof({{ json }})
        when 'array' then 'list'
        when 'string' then 'text'
        else json_typeof({{ json }})
    end
{%- endmacro %}

{% macro spark__json_kind(json) -%}
case substr({{ json }}, 1, 1)
        when '{' then 'object'
        when '[' then 'list'
        when '"' then 'text'
        when 't' then 'boolean'
        when 'f' then 'boolean'
        when 'n' then 'null'
        {%- for sign in '-0123456789' %}
        when '{{ sign }}' then 'number'
        {%- endfor %}
    end
{%- endmacro %}
