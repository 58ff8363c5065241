{# Refuses --empty and --sample where a run came to its end: they would take the marts' rows out. A clone has none. #}
{% macro check_sample() %}
    {%- set arrivals = graph.nodes['model.conversion_goals.base_arrivals'] -%}
    {%- set standing = adapter.get_relation(arrivals.database, arrivals.schema, arrivals.alias) -%}
    {%- set asked = '--empty' if flags.EMPTY else '--sample' if invocation_args_dict.get('sample') -%}
    {%- if asked and standing is not none and not standing.is_view
        and run_query('select 1 from ' ~ standing ~ ' where processed_rows <> 0 limit 1').rows -%}
        {{ exceptions.raise_compiler_error(
            "marts are built here, and " ~ asked ~ " would take their rows out: give it a schema of its own"
        ) }}
    {%- endif -%}
{% endmacro %}
