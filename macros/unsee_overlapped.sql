{#
    Runs on-run-end: where another run counted what arrived while this one was at work, each may have written what the
    other then read. All counts as unseen (-1: no part holds so few), so that the next run makes everybody anew.
#}
{% macro unsee_overlapped() %}
    {%- if execute and flags.WHICH in ('run', 'build', 'retry') -%}
        {%- for result in results
            if result.node.unique_id == 'model.conversion_goals.base_arrivals' and result.status == 'success' -%}
            {%- set arrivals = result.node.relation_name -%}
            {%- set of_others = "select 1 from " ~ arrivals ~ " where counted_by <> '" ~ invocation_id ~ "' limit 1" -%}
            {%- if run_query(of_others).rows -%}
                {%- do exceptions.warn(
                    "conversion_goals: another run began before this one came to its end; the next run makes everybody"
                    ~ " anew. Let runs on one schema follow each other"
                ) -%}
update {{ arrivals }} set processed_rows = -1, counted_by = '{{ invocation_id }}'
            {%- endif -%}
        {%- endfor -%}
    {%- endif -%}
{% endmacro %}
