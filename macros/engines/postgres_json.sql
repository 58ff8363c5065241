{#
    A text that is JSON as json. No text of Postgres holds a NUL: a sign that stands for nothing in Unicode stands for it.
#}
{% macro postgres_json(text) -%}
cast(
        case
            when position('\u0000' in {{ text }}) = 0 then {{ text }}
            else replace(replace({{ text }}, '\\', '\u005c'), '\u0000', '\uffff')
        end as json
    )
{%- endmacro %}
