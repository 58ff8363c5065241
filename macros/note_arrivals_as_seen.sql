{#
    After the last model of a run: what arrived counts as seen. Not where a run left out a table on which that model
    rests: what it passed over would stay unseen for good, and the next run of all of them does it again.
#}
{% macro note_arrivals_as_seen() %}
    {%- if execute -%}
    {%- set needed = [model.unique_id] -%}
    {%- for id in needed -%}
        {%- for parent in graph.nodes[id].depends_on.nodes if parent in graph.nodes and parent not in needed -%}
            {%- do needed.append(parent) -%}
        {%- endfor -%}
    {%- endfor -%}
    {%- set left_out = [] -%}
    {%- for id in needed
        if graph.nodes[id].config.materialized in ('table', 'incremental') and id not in selected_resources -%}
        {%- do left_out.append(graph.nodes[id].name) -%}
    {%- endfor -%}
    {%- if left_out -%}
        {%- do log(
            "conversion_goals: what arrived stays unseen until a run of all models, for this one left out "
            ~ left_out | sort | join(', '), info=true
        ) -%}
    {%- else -%}
update {{ ref('conversion_goals', 'base_arrivals') }} set processed_rows = raw_rows where processed_rows <> raw_rows
    {%- endif -%}
    {%- endif -%}
{% endmacro %}
