{# Where a text holds a part, from 1; 0 where it does not. #}
{% macro text_position(text, part) %}
    {{- return(adapter.dispatch('text_position', 'conversion_goals')(text, part)) -}}
{% endmacro %}

{% macro default__text_position(text, part) %}{{ conversion_goals.engine_lacks('text_position') }}{% endmacro %}

{% macro duckdb__text_position(text, part) -%}
strpos({{ text }}, {{ part }})
{%- endmacro %}

{% macro postgres__text_position(text, part) -%}
strpos({{ text }}, {{ part }})
{%- endmacro %}

{% macro spark__text_position(text, part) -%}
instr({{ text }}, {{ part }})
{%- endmacro %}
