{# The person that an owner_id names; null where it names a journey or a delivery. #}
{% macro person_of(owner_id) -%}
    case when {{ owner_id }} like 'person %' then substr({{ owner_id }}, 8) end
{%- endmacro %}
