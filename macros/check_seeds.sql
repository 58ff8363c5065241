{# Refuses to start a `dbt run` before the seeds were ever loaded. #}
{% macro check_seeds() %}
    {%- if flags.WHICH == 'run' -%}
        {%- for name in ('delivery_types', 'output_types') -%}
            {%- set seed = graph.nodes['seed.conversion_goals.' ~ name] -%}
            {%- if adapter.get_relation(seed.database, seed.schema, seed.alias) is none -%}
                {{ exceptions.raise_compiler_error(
                    "the seed " ~ name ~ " is not loaded yet; run `dbt seed` or `dbt build` once before `dbt run`"
                ) }}
            {%- endif -%}
        {%- endfor -%}
    {%- endif -%}
{% endmacro %}
