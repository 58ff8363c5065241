{# The children of a node of a filter or audience tree as one JSON list; null for a leaf and for what is no node. #}
{% macro rule_children(node) -%}
    case
        when {{ conversion_goals.json_kind(conversion_goals.json_member(node, 'and')) }} = 'list'
            then {{ conversion_goals.json_member(node, 'and') }}
        when {{ conversion_goals.json_kind(conversion_goals.json_member(node, 'or')) }} = 'list'
            then {{ conversion_goals.json_member(node, 'or') }}
        when {{ conversion_goals.json_kind(conversion_goals.json_member(node, 'not')) }} is not null
            then {{ conversion_goals.json_list_of(conversion_goals.json_member(node, 'not')) }}
    end
{%- endmacro %}
