{# Whether a text is JSON. The engine also takes trailing commas, NaN and Infinity; JSON does not. #}
{% macro is_json(text) %}{{ return(adapter.dispatch('is_json', 'conversion_goals')(text)) }}{% endmacro %}

{% macro default__is_json(text) %}{{ conversion_goals.engine_lacks('is_json') }}{% endmacro %}

{% macro duckdb__is_json(text) -%}
case
        when not json_valid({{ text }}) then false
        when regexp_matches({{ text }}, '(?i),\s*[\]}]|nan|inf')
            then not regexp_matches(
                regexp_replace({{ text }}, '"([^"\\]|\\.)*"', '""', 'g'), '(?i),\s*[\]}]|nan|inf'
            )
        else true
    end
{%- endmacro %}
