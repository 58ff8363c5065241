{#
    The unit that is rebuilt: the person of a row; where none is on record its journey, else its delivery.
#}
{% macro owner_id(person_id, journey_id=none, delivery_id=none) -%}
    {%- if journey_id -%}
    coalesce(
        'person ' || {{ person_id }},
        'journey ' || {{ journey_id }}{{ ", 'delivery ' || " ~ delivery_id if delivery_id }}
    )
    {%- else -%}
    'person ' || {{ person_id }}
    {%- endif -%}
{%- endmacro %}
