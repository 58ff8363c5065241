{# The names of the models on which a model rests, itself too, that are not made in this run: a sorted list. #}
{% macro unselected_above(unique_id, kinds) %}
    {%- set needed = [unique_id] -%}
    {%- for id in needed -%}
        {%- for parent in graph.nodes[id].depends_on.nodes if parent in graph.nodes and parent not in needed -%}
            {%- do needed.append(parent) -%}
        {%- endfor -%}
    {%- endfor -%}
    {%- set names = [] -%}
    {%- for id in needed
        if graph.nodes[id].config.materialized in kinds and id not in selected_resources -%}
        {%- do names.append(graph.nodes[id].name) -%}
    {%- endfor -%}
    {{ return(names | sort) }}
{% endmacro %}
