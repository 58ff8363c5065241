{#
    The nodes of the JSON trees of `trees` (rule_id, node: its root), down to so many levels: rule_id, node_id,
    parent_id, depth, node. rule_children says what the children of a node are.
#}
{% macro tree_nodes(trees, levels) %}
    {{- return(adapter.dispatch('tree_nodes', 'conversion_goals')(trees, levels)) -}}
{% endmacro %}

{% macro default__tree_nodes(trees, levels) %}{{ conversion_goals.engine_lacks('tree_nodes') }}{% endmacro %}

{% macro duckdb__tree_nodes(trees, levels) -%}
    {%- set children = 'from_json(' ~ conversion_goals.rule_children('node') ~ ', \'["JSON"]\')' -%}
    {{ conversion_goals.tree_nodes_by_level(trees, levels, children, unnest='unnest') }}
{%- endmacro %}

{% macro postgres__tree_nodes(trees, levels) -%}
    {%- set children = conversion_goals.rule_children('node') -%}
    {{ conversion_goals.tree_nodes_by_level(trees, levels, children, unnest='json_array_elements') }}
{%- endmacro %}

{#
    One CTE for each level, out of the one above. The list of a node's children is made before it is taken apart: DuckDB
    would carry the whole node along with each of them.
#}
{% macro tree_nodes_by_level(trees, levels, children, unnest) -%}
    with

    level_1 as (
        select
            rule_id,
            '1' as node_id,
            cast(null as {{ dbt.type_string() }}) as parent_id,
            1 as depth,
            node
        from {{ trees }}
    ),

    {% for depth in range(2, levels + 1) %}
    level_{{ depth }} as (
        select
            parent.rule_id,
            parent.node_id || '.' || child.position as node_id,
            parent.node_id as parent_id,
            {{ depth }} as depth,
            child.element as node
        from (select rule_id, node_id, {{ children }} as children from level_{{ depth - 1 }}) as parent
        cross join lateral {{ unnest }}(parent.children) with ordinality as child (element, position)
    ){{ ',' if not loop.last }}

    {% endfor %}
    {% for depth in range(1, levels + 1) %}
    select * from level_{{ depth }}
    {{ 'union all' if not loop.last }}
    {% endfor %}
{%- endmacro %}

{#
    A CTE is worked out anew there by each that reads it: level 11 would do ten others' work, and level 10 nine. So all
    levels of a tree are one list, to which each level adds its own.
#}
{% macro spark__tree_nodes(trees, levels) -%}
    select
        rule_id,
        unnested.node_id,
        unnested.parent_id,
        unnested.depth,
        unnested.node
    from {{ trees }}
    lateral view explode(
        aggregate(
            sequence(2, {{ levels }}),
            array(named_struct('node_id', '1', 'parent_id', cast(null as string), 'depth', 1, 'node', node)),
            (nodes, level) -> concat(
                nodes,
                flatten(transform(
                    filter(nodes, parent -> parent.depth = level - 1),
                    parent -> transform(
                        {{ conversion_goals.spark_list_elements(conversion_goals.rule_children('parent.node')) }},
                        (child, place) -> named_struct(
                            'node_id', concat(parent.node_id, '.', place + 1),
                            'parent_id', parent.node_id,
                            'depth', level,
                            'node', child
                        )
                    )
                ))
            )
        )
    ) as_nodes as unnested
{%- endmacro %}
