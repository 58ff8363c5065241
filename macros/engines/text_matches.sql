{# Whether a whole text matches a pattern (an RE2 literal). #}
{% macro text_matches(text, pattern) %}
    {{- return(adapter.dispatch('text_matches', 'conversion_goals')(text, pattern)) -}}
{% endmacro %}

{% macro default__text_matches(text, pattern) %}{{ conversion_goals.engine_lacks('text_matches') }}{% endmacro %}

{% macro duckdb__text_matches(text, pattern) -%}
regexp_full_match({{ text }}, '{{ pattern }}')
{%- endmacro %}

{% macro postgres__text_matches(text, pattern) -%}
({{ text }} ~ '^(?:{{ pattern }})$')
{%- endmacro %}

{% macro spark__text_matches(text, pattern) -%}
({{ text }} rlike r'^(?:{{ pattern }})\z')
{%- endmacro %}
