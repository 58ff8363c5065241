{# Where a model or seed of the graph stands: in the schema of this run, and where --defer would read it; a list. #}
{% macro standing_relations(node) %}
    {%- set found = [] -%}
    {%- for place in [node, node.get('defer_relation')] if place -%}
        {%- set relation = adapter.get_relation(place.database, place.schema, place.alias) -%}
        {%- if relation is not none -%}
            {%- do found.append(relation) -%}
        {%- endif -%}
    {%- endfor -%}
    {{ return(found) }}
{% endmacro %}
