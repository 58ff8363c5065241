{#
    The number of a person's journeys under one goal version, of the numbers of both (each less than 2^31): goal
    achievements satisfy them alike. Lone journeys (int_lone_journeys) have negative ones.
#}
{% macro group_id(person_number, version_number) -%}
    {{ person_number }} * 2147483648 + {{ version_number }}
{%- endmacro %}
