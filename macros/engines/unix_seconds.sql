{# A TIMESTAMP as seconds since 1970, a DOUBLE with microseconds. #}
{% macro unix_seconds(time) %}{{ return(adapter.dispatch('unix_seconds', 'conversion_goals')(time)) }}{% endmacro %}

{% macro default__unix_seconds(time) %}{{ conversion_goals.engine_lacks('unix_seconds') }}{% endmacro %}

{% macro duckdb__unix_seconds(time) -%}
(epoch_us({{ time }}) / 1000000.0::double)
{%- endmacro %}

{% macro postgres__unix_seconds(time) -%}
cast(extract(epoch from {{ time }}) as double precision)
{%- endmacro %}

{% macro spark__unix_seconds(time) -%}
(unix_micros({{ time }}) / double(1000000))
{%- endmacro %}
