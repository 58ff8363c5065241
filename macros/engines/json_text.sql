{# A JSON scalar as text, without quotes. #}
{% macro json_text(json) %}{{ return(adapter.dispatch('json_text', 'conversion_goals')(json)) }}{% endmacro %}

{% macro default__json_text(json) %}{{ conversion_goals.engine_lacks('json_text') }}{% endmacro %}

{% macro duckdb__json_text(json) -%}
({{ json }} ->> '$')
{%- endmacro %}

{% macro postgres__json_text(json) -%}
(({{ json }}) #>> '{}')
{%- endmacro %}

{% macro spark__json_text(json) -%}
case substr({{ json }}, 1, 1)
        when '"' then get_json_object(concat('[', {{ json }}, ']'), '$[0]')
        when 'n' then null
        else {{ json }}
    end
{%- endmacro %}
