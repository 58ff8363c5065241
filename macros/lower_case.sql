{# A text with its letters A to Z small and all else as it is, whatever the engine or language of the database. #}
{% macro lower_case(text) -%}
translate({{ text }}, 'ABCDEFGHIJKLMNOPQRSTUVWXYZ', 'abcdefghijklmnopqrstuvwxyz')
{%- endmacro %}
