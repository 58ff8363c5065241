{# Refuses to start a `dbt run` before the seeds were ever loaded. #}
{% macro check_seeds() %}
    {%- if flags.WHICH == 'run' -%}
        {%- for name in ('delivery_types', 'output_types') -%}
            {%- set named = ref('conversion_goals', name) -%}
            {%- if adapter.get_relation(named.database, named.schema, named.identifier) is none -%}
                {{ exceptions.raise_compiler_error(
                    "the seed " ~ name ~ " is not loaded yet; run `dbt seed` or `dbt build` once before `dbt run`"
                ) }}
            {%- endif -%}
        {%- endfor -%}
    {%- endif -%}
{% endmacro %}
