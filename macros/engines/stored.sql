{# The word that makes an engine work out a CTE once, before what reads it; empty where it has none. #}
{% macro stored() %}{{ return(adapter.dispatch('stored', 'conversion_goals')()) }}{% endmacro %}

{% macro default__stored() %}{{ conversion_goals.engine_lacks('stored') }}{% endmacro %}

{% macro duckdb__stored() -%}
materialized
{%- endmacro %}

{% macro postgres__stored() -%}
materialized
{%- endmacro %}

{% macro spark__stored() -%}
{%- endmacro %}
