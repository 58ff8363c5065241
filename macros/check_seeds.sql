{# Refuses to start a `dbt run` before the seeds were ever loaded, or after they were loaded empty. #}
{% macro check_seeds() %}
    {%- if flags.WHICH == 'run' -%}
        {%- for seed in graph.nodes.values()
            if seed.resource_type == 'seed' and seed.name in ('delivery_types', 'output_types') -%}
            {%- set standing = conversion_goals.standing_relations(seed) -%}
            {%- if not standing or not run_query('select 1 from ' ~ standing[0] ~ ' limit 1').rows -%}
                {{ exceptions.raise_compiler_error(
                    "the seed " ~ seed.name ~ " is not loaded yet; run `dbt seed` or `dbt build` once before `dbt run`"
                ) }}
            {%- endif -%}
        {%- endfor -%}
    {%- endif -%}
{% endmacro %}
