{# A text with its letters A to Z small and all else as it is, whatever the engine or language of the database. #}
{% macro lower_case(text) %}{{ return(adapter.dispatch('lower_case', 'conversion_goals')(text)) }}{% endmacro %}

{% macro default__lower_case(text) -%}
translate({{ text }}, 'ABCDEFGHIJKLMNOPQRSTUVWXYZ', 'abcdefghijklmnopqrstuvwxyz')
{%- endmacro %}

{#- translate goes letter by letter there, at 5 million texts for seconds; strlen counts bytes, so no other letters are. #}
{% macro duckdb__lower_case(text) -%}
case
        when strlen({{ text }}) = length({{ text }}) then lower({{ text }})
        else {{ conversion_goals.default__lower_case(text) }}
    end
{%- endmacro %}
