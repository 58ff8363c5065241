{#
    Refuses to make a table that keeps rows anew, by --full-refresh or because none is there, without what it rests on:
    between runs that holds the people of the last run alone, here or where --defer reads it. Where no run came to its
    end yet, it holds everybody.
#}
{% macro check_selection() %}
    {%- set arrivals = conversion_goals.standing_relations(graph.nodes['model.conversion_goals.base_arrivals']) -%}
    {%- set partly = [] -%}
    {%- if arrivals -%}
        {%- for node in conversion_goals.kept_tables() if node.unique_id in selected_resources
            and not conversion_goals.keeps_its_rows(node)
            and conversion_goals.unselected_above(node.unique_id, ['table', 'incremental']) -%}
            {%- do partly.append(node.name) -%}
        {%- endfor -%}
    {%- endif -%}
    {%- for seen in arrivals
        if partly and run_query('select 1 from ' ~ seen ~ ' where processed_rows <> 0 limit 1').rows -%}
        {{ exceptions.raise_compiler_error(
            "this run would make " ~ partly | sort | join(', ') ~ " anew for the people of the last run alone; select"
            ~ " what is above too (" ~ '+' ~ partly | sort | join(' +') ~ "), or all with --full-refresh"
        ) }}
    {%- endfor -%}
{% endmacro %}
