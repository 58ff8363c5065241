{# A path with dots (F1) in the form that json_at reads: the segments are names, whatever signs they hold. #}
{% macro json_path(text) %}{{ return(adapter.dispatch('json_path', 'conversion_goals')(text)) }}{% endmacro %}

{% macro default__json_path(text) %}{{ conversion_goals.engine_lacks('json_path') }}{% endmacro %}

{% macro duckdb__json_path(text) -%}
('/' || replace(replace(replace({{ text }}, '~', '~0'), '/', '~1'), '.', '/'))
{%- endmacro %}

{% macro postgres__json_path(text) -%}
{{ text }}
{%- endmacro %}
