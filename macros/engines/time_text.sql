{# A TIMESTAMP as text: YYYY-MM-DDTHH:MM:SS.ffffffZ. #}
{% macro time_text(time) %}{{ return(adapter.dispatch('time_text', 'conversion_goals')(time)) }}{% endmacro %}

{% macro default__time_text(time) %}{{ conversion_goals.engine_lacks('time_text') }}{% endmacro %}

{% macro duckdb__time_text(time) -%}
strftime({{ time }}, '%Y-%m-%dT%H:%M:%S.%fZ')
{%- endmacro %}

{% macro postgres__time_text(time) -%}
to_char({{ time }}, 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')
{%- endmacro %}

{% macro spark__time_text(time) -%}
concat(date_format({{ time }}, 'yyyy-MM-dd'), 'T', date_format({{ time }}, 'HH:mm:ss.SSSSSS'), 'Z')
{%- endmacro %}
