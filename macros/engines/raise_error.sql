{# Stops the query with a message (an expression that is not constant); stands where a text would. #}
{% macro raise_error(message) %}{{ return(adapter.dispatch('raise_error', 'conversion_goals')(message)) }}{% endmacro %}

{% macro default__raise_error(message) %}{{ conversion_goals.engine_lacks('raise_error') }}{% endmacro %}

{% macro duckdb__raise_error(message) -%}
error({{ message }})
{%- endmacro %}

{% macro postgres__raise_error(message) -%}
cast(cast({{ message }} as integer) as text)
{%- endmacro %}

{% macro spark__raise_error(message) -%}
cast(raise_error({{ message }}) as string)
{%- endmacro %}
