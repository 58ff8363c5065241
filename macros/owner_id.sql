{#
    The unit that is rebuilt: the person of a row; where none is on record its journey, else its delivery. Somebody who
    is called like one of these is rebuilt along with it, which costs a little and changes nothing.
#}
{% macro owner_id(person_id, journey_id=none, delivery_id=none) -%}
    {%- if journey_id -%}
    coalesce({{ person_id }}, 'journey ' || {{ journey_id }}{{ ", 'delivery ' || " ~ delivery_id if delivery_id }})
    {%- else -%}
    {{ person_id }}
    {%- endif -%}
{%- endmacro %}
