{# How many digits a number in text has before its exponent. #}
{% macro digits_before_exponent(text) %}
    {{- return(adapter.dispatch('digits_before_exponent', 'conversion_goals')(text)) -}}
{% endmacro %}

{% macro default__digits_before_exponent(text) %}
    {{- conversion_goals.engine_lacks('digits_before_exponent') -}}
{% endmacro %}

{% macro duckdb__digits_before_exponent(text) -%}
length(regexp_replace(regexp_replace({{ text }}, '[eE].*$', ''), '[^0-9]', '', 'g'))
{%- endmacro %}

{% macro postgres__digits_before_exponent(text) -%}
length(regexp_replace(regexp_replace({{ text }}, '[eE].*$', ''), '[^0-9]', '', 'g'))
{%- endmacro %}

{% macro spark__digits_before_exponent(text) -%}
length(regexp_replace(regexp_replace({{ text }}, '[eE].*$', ''), '[^0-9]', ''))
{%- endmacro %}
