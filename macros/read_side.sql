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

{# F3: a side as a text that is the same for two sides that are eq, and for no others; lists and objects have none. #}
{% macro comparable(kind, text) -%}
    case
        when {{ conversion_goals.side_number(kind, text) }} is not null
            then 'number ' || cast({{ conversion_goals.side_number(kind, text) }} + 0.0 as {{ dbt.type_string() }})
        when {{ kind }} in ('text', 'boolean') then 'text ' || {{ text }}
    end
{%- endmacro %}

{# F4: a side as unix seconds, whether it is a number or a date; null where it is neither. #}
{% macro side_moment(kind, text) -%}
    coalesce(
        {{ conversion_goals.side_number(kind, text) }},
        case when {{ kind }} = 'text' then {{ conversion_goals.read_moment(text) }} end
    )
{%- endmacro %}
