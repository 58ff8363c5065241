{# Days from one TIMESTAMP to a later one, rounded up: a time frame of so many days still holds it (C1). #}
{% macro days_up_to(earlier, later) -%}
    {%- set whole = 'cast(floor(' ~ conversion_goals.seconds_between(earlier, later) ~ ' / 86400.0) as bigint)' -%}
    {{ whole }}
    + case when {{ conversion_goals.add_seconds(earlier, whole ~ ' * 86400') }} < {{ later }} then 1 else 0 end
{%- endmacro %}
