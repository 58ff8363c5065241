{# Whether two TIMESTAMPs lie less than a second apart: a platform may keep whole seconds. #}
{% macro is_within_a_second(one, other) -%}
    ({{ one }} > {{ conversion_goals.add_seconds(other, -1) }} and {{ one }} < {{ conversion_goals.add_seconds(other, 1) }})
{%- endmacro %}
