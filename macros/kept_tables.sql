{# The models whose rows stay from run to run, for those whom a run does not make anew: a list of graph nodes. #}
{% macro kept_tables() %}
    {%- set kept = [] -%}
    {%- for node in graph.nodes.values()
        if node.package_name == 'conversion_goals' and node.resource_type == 'model'
        and node.config.meta.get('conversion_goals', {}).get('groups', 'all') != 'all' -%}
        {%- do kept.append(node) -%}
    {%- endfor -%}
    {{ return(kept) }}
{% endmacro %}
