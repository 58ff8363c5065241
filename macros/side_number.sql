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
