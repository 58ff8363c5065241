{# Whether a DOUBLE is neither infinite nor NaN. #}
{% macro is_finite(number) %}{{ return(adapter.dispatch('is_finite', 'conversion_goals')(number)) }}{% endmacro %}

{% macro default__is_finite(number) %}{{ conversion_goals.engine_lacks('is_finite') }}{% endmacro %}

{% macro duckdb__is_finite(number) -%}
isfinite({{ number }})
{%- endmacro %}

{% macro postgres__is_finite(number) -%}
(abs({{ number }}) < cast('infinity' as double precision))
{%- endmacro %}

{% macro spark__is_finite(number) -%}
(abs({{ number }}) < double('infinity'))
{%- endmacro %}
