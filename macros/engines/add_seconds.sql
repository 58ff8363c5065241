{# A TIMESTAMP moved by a BIGINT of seconds. #}
{% macro add_seconds(time, seconds) %}
    {{- return(adapter.dispatch('add_seconds', 'conversion_goals')(time, seconds)) -}}
{% endmacro %}

{% macro default__add_seconds(time, seconds) %}{{ conversion_goals.engine_lacks('add_seconds') }}{% endmacro %}

{% macro duckdb__add_seconds(time, seconds) -%}
({{ time }} + to_seconds({{ seconds }}))
{%- endmacro %}

{% macro postgres__add_seconds(time, seconds) -%}
({{ time }} + ({{ seconds }}) * interval '1 second')
{%- endmacro %}

{% macro spark__add_seconds(time, seconds) -%}
timestamp_micros(unix_micros({{ time }}) + cast({{ seconds }} as bigint) * 1000000)
{%- endmacro %}
