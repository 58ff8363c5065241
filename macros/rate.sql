{# A part of a whole as a DOUBLE in 0..1; null where the whole is nothing. #}
{% macro rate(part, whole) -%}
    cast({{ part }} as {{ conversion_goals.type_double() }}) / nullif({{ whole }}, 0)
{%- endmacro %}
