{#
    The trigger event on which a filter's answer hangs, as int_filter_answers names it: empty where the filter reads none,
    or the journey has none (A4).
#}
{% macro asked_trigger(filter_reads_trigger, trigger_event_id) -%}
    case when {{ filter_reads_trigger }} then coalesce({{ trigger_event_id }}, '') else '' end
{%- endmacro %}
