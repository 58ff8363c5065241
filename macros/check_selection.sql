{#
    Refuses to make a table that keeps rows anew, by --full-refresh or because it is gone, without what it rests on:
    between runs that holds the people of the last run alone. Where no run came to its end yet, it holds everybody.
#}
{% macro check_selection() %}
    {%- set arrivals = graph.nodes['model.conversion_goals.base_arrivals'] -%}
    {%- set seen = adapter.get_relation(arrivals.database, arrivals.schema, arrivals.alias) -%}
    {%- set partly = [] -%}
    {%- if seen is not none -%}
        {%- for node in conversion_goals.kept_tables() if node.unique_id in selected_resources
            and (flags.FULL_REFRESH or adapter.get_relation(node.database, node.schema, node.alias) is none)
            and conversion_goals.unselected_above(node.unique_id) -%}
            {%- do partly.append(node.name) -%}
        {%- endfor -%}
    {%- endif -%}
    {%- if partly and run_query('select 1 from ' ~ seen ~ ' where processed_rows <> 0 limit 1').rows -%}
        {{ exceptions.raise_compiler_error(
            "this run would make " ~ partly | sort | join(', ') ~ " anew for the people of the last run alone; select"
            ~ " what is above too (" ~ '+' ~ partly | sort | join(' +') ~ "), or all with --full-refresh"
        ) }}
    {%- endif -%}
{% endmacro %}
