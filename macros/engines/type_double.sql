{# What the engine calls a number of 64 bits. #}
{% macro type_double() %}{{ return(adapter.dispatch('type_double', 'conversion_goals')()) }}{% endmacro %}

{% macro default__type_double() %}{{ conversion_goals.engine_lacks('type_double') }}{% endmacro %}

{% macro duckdb__type_double() %}double precision{% endmacro %}

{% macro postgres__type_double() %}double precision{% endmacro %}

{% macro spark__type_double() %}double{% endmacro %}
