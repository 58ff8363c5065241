{#
    Refuses to start where the project that installs this package has a model, seed or raw table by a name of the
    package's: dbt looks there first, and this package's own models would read it.
#}
{% macro check_names() %}
    {%- if project_name != 'conversion_goals' -%}
    {%- set own = [] -%}
    {%- for node in graph.nodes.values()
        if node.package_name == 'conversion_goals' and node.resource_type in ('model', 'seed') -%}
        {%- do own.append(node.name) -%}
    {%- endfor -%}
    {%- for node in graph.nodes.values()
        if node.package_name == project_name and node.resource_type in ('model', 'seed', 'snapshot')
        and node.name in own -%}
        {{ exceptions.raise_compiler_error(
            "your project has a " ~ node.resource_type ~ " " ~ node.name ~ " (" ~ node.original_file_path
            ~ "), which the models of conversion_goals would read in place of their own: give it another name"
        ) }}
    {%- endfor -%}
    {%- for theirs in graph.sources.values()
        if theirs.package_name == project_name and theirs.source_name == 'customerio' -%}
        {%- set ours = graph.sources['source.conversion_goals.customerio.' ~ theirs.name] -%}
        {%- if ours and (theirs.schema | lower, theirs.identifier | lower) != (ours.schema | lower, ours.identifier | lower) -%}
            {{ exceptions.raise_compiler_error(
                "your project has a source customerio too, and its table " ~ theirs.name ~ " is " ~ theirs.schema ~ "."
                ~ theirs.identifier ~ ", which conversion_goals would read in place of " ~ ours.schema ~ "."
                ~ ours.identifier ~ ": give the source another name, or set the vars conversion_goals_raw_schema and"
                ~ " conversion_goals_" ~ theirs.name ~ "_table to what it names"
            ) }}
        {%- endif -%}
    {%- endfor -%}
    {%- endif -%}
{% endmacro %}
