{# A whole number for each row of a select, different for each; it means nothing beyond the run. #}
{% macro row_key() %}{{ return(adapter.dispatch('row_key', 'conversion_goals')()) }}{% endmacro %}

{% macro default__row_key() %}{{ conversion_goals.engine_lacks('row_key') }}{% endmacro %}

{% macro duckdb__row_key() -%}
row_number() over ()
{%- endmacro %}

{% macro postgres__row_key() -%}
row_number() over ()
{%- endmacro %}
