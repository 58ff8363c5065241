{# How many members a JSON object or list has. #}
{% macro json_size(json) %}{{ return(adapter.dispatch('json_size', 'conversion_goals')(json)) }}{% endmacro %}

{% macro default__json_size(json) %}{{ conversion_goals.engine_lacks('json_size') }}{% endmacro %}

{% macro duckdb__json_size(json) -%}
case when json_type({{ json }}) = 'ARRAY' then json_array_length({{ json }}) else len(json_keys({{ json }})) end
{%- endmacro %}

{% macro postgres__json_size(json) -%}
case
        when json_typeof({{ json }}) = 'array' then json_array_length({{ json }})
        else cast((select count(*) from json_object_keys({{ json }}) as member) as integer)
    end
{%- endmacro %}

{% macro spark__json_size(json) -%}
case
        when substr({{ json }}, 1, 1) = '[' then json_array_length({{ json }})
        else size(json_object_keys({{ json }}))
    end
{%- endmacro %}
