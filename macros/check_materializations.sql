{#
    Refuses to start where the project that installs this package has made a table or view of a model that keeps what
    earlier runs made: its next run would hold those alone whom new rows reach.
#}
{% macro check_materializations() %}
    {%- set changed = [] -%}
    {%- for node in graph.nodes.values()
        if node.package_name == 'conversion_goals' and node.resource_type == 'model'
        and 'conversion_goals' in node.config.meta and node.config.materialized != 'incremental' -%}
        {%- do changed.append(node.name) -%}
    {%- endfor -%}
    {%- if changed -%}
        {{ exceptions.raise_compiler_error(
            "your dbt_project.yml sets +materialized for " ~ changed | sort | join(', ')
            ~ ", which must stay incremental; set it for other models by their names"
        ) }}
    {%- endif -%}
{% endmacro %}
