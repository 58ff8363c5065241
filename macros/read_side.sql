{# F3: a side of a comparison (its kind, its text) as a number; null where it is none. #}
{% macro side_number(kind, text) -%}
    case
        when {{ kind }} = 'number' then {{ conversion_goals.read_number(text) }}
        when
            {{ kind }} = 'text'
            and {{ conversion_goals.text_matches(text, '-?(0|[1-9][0-9]*)([.][0-9]+)?([eE][+-]?[0-9]+)?') }}
            and {{ conversion_goals.digits_before_exponent(text) }} <= 15
            and {{ conversion_goals.is_finite(conversion_goals.read_number(text)) }}
            then {{ conversion_goals.read_number(text) }}
    end
{%- endmacro %}

{#
    F3: a side as a text that is the same for two sides that are eq, and for no others; lists and objects have none.
    `number` is its side_number where a query has that already.
#}
{% macro comparable(kind, text, number=none) -%}
    {%- set number = number or conversion_goals.side_number(kind, text) -%}
    case
        when {{ number }} is not null then 'number ' || cast({{ number }} + 0.0 as {{ dbt.type_string() }})
        when {{ kind }} in ('text', 'boolean') then 'text ' || {{ text }}
    end
{%- endmacro %}

{# F4: a side (its kind, text and side_number) as unix seconds, be it a number or a date; null where it is neither. #}
{% macro side_moment(kind, text, number) -%}
    coalesce(
        {{ number }},
        case when {{ kind }} = 'text' then {{ conversion_goals.read_moment(text) }} end
    )
{%- endmacro %}
