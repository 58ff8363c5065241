{#
    Refuses to start where the project that installs this package has made a table or view of a model that keeps what
    earlier runs made, or replaces its rows otherwise: its next run would hold those alone whom new rows reach, or them
    twice. Nor may another model keep its rows, nor may the mart be off after which a run notes what it has seen.
#}
{% macro check_materializations() %}
    {%- for setting in ['materialized', 'incremental_strategy'] -%}
        {%- set changed = [] -%}
        {%- for node in graph.nodes.values()
            if node.package_name == 'conversion_goals' and node.resource_type == 'model'
            and 'conversion_goals' in node.config.meta -%}
            {%- set groups = node.config.meta['conversion_goals']['groups'] -%}
            {%- set own = {
                'materialized': 'incremental',
                'incremental_strategy': conversion_goals.replacement(
                    groups if groups in ('all', 'of_new_rows') else 'groups'
                )
            } -%}
            {%- if node.config[setting] != own[setting] -%}
                {%- do changed.append(node.name) -%}
            {%- endif -%}
        {%- endfor -%}
        {%- if changed -%}
            {{ exceptions.raise_compiler_error(
                "your dbt_project.yml sets +" ~ setting ~ " for " ~ changed | sort | join(', ') ~ ", which must "
                ~ ('stay incremental' if setting == 'materialized' else 'keep the strategy of this package')
                ~ "; set it for other models by their names"
            ) }}
        {%- endif -%}
    {%- endfor -%}
    {%- set added = [] -%}
    {%- for node in graph.nodes.values()
        if node.package_name == 'conversion_goals' and node.resource_type == 'model'
        and 'conversion_goals' not in node.config.meta and node.config.materialized == 'incremental' -%}
        {%- do added.append(node.name) -%}
    {%- endfor -%}
    {%- if added -%}
        {{ exceptions.raise_compiler_error(
            "your dbt_project.yml makes " ~ added | sort | join(', ') ~ " incremental, whose rows would stand again"
            ~ " with each run; allowed are table and view"
        ) }}
    {%- endif -%}
    {%- if 'model.conversion_goals.conversion_goals__row_counts' not in graph.nodes -%}
        {{ exceptions.raise_compiler_error(
            "your dbt_project.yml switches conversion_goals__row_counts off, by which a run notes what it has seen:"
            ~ " leave it on"
        ) }}
    {%- endif -%}
{% endmacro %}
