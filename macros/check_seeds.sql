{# Refuses to start a run without the seeds before they were ever loaded, or after they were loaded empty. #}
{% macro check_seeds() %}
    {%- for seed in graph.nodes.values()
        if seed.resource_type == 'seed' and seed.name in ('delivery_types', 'output_types')
        and seed.unique_id not in selected_resources -%}
        {%- set standing = conversion_goals.standing_relations(seed) -%}
        {%- if not standing or not run_query('select 1 from ' ~ standing[0] ~ ' limit 1').rows -%}
            {{ exceptions.raise_compiler_error(
                "the seed " ~ seed.name ~ " is not loaded yet; run `dbt seed` or a whole `dbt build` once before"
            ) }}
        {%- endif -%}
    {%- endfor -%}
{% endmacro %}
