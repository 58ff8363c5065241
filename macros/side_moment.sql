{# F4: a side (its kind, text and side_number) as unix seconds, be it a number or a date; null where it is neither. #}
{% macro side_moment(kind, text, number) -%}
    coalesce(
        {{ number }},
        case when {{ kind }} = 'text' then {{ conversion_goals.read_moment(text) }} end
    )
{%- endmacro %}
