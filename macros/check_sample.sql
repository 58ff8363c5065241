{# Refuses --empty and --sample where a run came to its end: they would take the marts' rows out. #}
{% macro check_sample() %}
    {%- set arrivals = graph.nodes['model.conversion_goals.base_arrivals'] -%}
    {%- set standing = adapter.get_relation(arrivals.database, arrivals.schema, arrivals.alias) -%}
    {%- if (flags.EMPTY or flags.SAMPLE) and standing is not none
        and run_query('select 1 from ' ~ standing ~ ' where processed_rows <> 0 limit 1').rows -%}
        {{ exceptions.raise_compiler_error(
            "marts are built here, and " ~ ('--empty' if flags.EMPTY else '--sample')
            ~ " would take their rows out: give it a schema of its own"
        ) }}
    {%- endif -%}
{% endmacro %}
