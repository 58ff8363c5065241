{# Whole seconds from one TIMESTAMP to a later one, elapsed and rounded down (not midnights or minutes crossed). #}
{% macro seconds_between(earlier, later) %}
    {{- return(adapter.dispatch('seconds_between', 'conversion_goals')(earlier, later)) -}}
{% endmacro %}

{% macro default__seconds_between(earlier, later) %}{{ conversion_goals.engine_lacks('seconds_between') }}{% endmacro %}

{% macro duckdb__seconds_between(earlier, later) -%}
((epoch_us({{ later }}) - epoch_us({{ earlier }})) // 1000000)
{%- endmacro %}

{% macro postgres__seconds_between(earlier, later) -%}
cast(floor(extract(epoch from {{ later }} - {{ earlier }})) as bigint)
{%- endmacro %}

{% macro spark__seconds_between(earlier, later) -%}
((unix_micros({{ later }}) - unix_micros({{ earlier }})) div 1000000)
{%- endmacro %}
