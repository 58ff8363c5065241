-- One row per point with the answer of its filter or audience there (A3, A4, X5, F0 to F5).
with

points as (
    select * from {{ ref('int_rule_points') }}
),

-- A filter reads events with a goal's name alone, and those that triggered a journey.
events as (
    select * from {{ ref('stg_customerio__events') }}
    where
        (workspace_id, event_id) in (
            select
                points.workspace_id,
                points.event_id
            from points

            union

            select
                points.workspace_id,
                points.trigger_event_id
            from points
        )
),

attributes as (
    select * from {{ ref('stg_customerio__attributes') }}
),

segment_states as (
    select
        *,
        change = 'entered' as is_in_segment
    from {{ ref('int_segment_transitions') }}
    where is_last_of_instant
),

nodes as (
    select * from {{ ref('base_rule_nodes') }}
),

-- A4: what the rules read of a person, at the time of the point, a change at exactly that time
-- included.
attribute_reads as (
    select distinct
        points.workspace_id,
        points.person_id,
        points.evaluated_at,
        coalesce(nodes.left_attribute, nodes.right_attribute) as attribute_name
    from points
    inner join nodes on points.rule_id = nodes.rule_id
    where coalesce(nodes.left_attribute, nodes.right_attribute) is not null
),

attribute_values as (
    {{ as_of_match(
        left='attribute_reads', right='attributes',
        by=['workspace_id', 'person_id', 'attribute_name'],
        left_at='evaluated_at', comparison='>=', right_at='set_at',
        keep=['attribute_value']
    ) }}
),

segment_reads as (
    select distinct
        points.workspace_id,
        points.person_id,
        points.evaluated_at,
        nodes.segment_id
    from points
    inner join nodes on points.rule_id = nodes.rule_id
    where nodes.segment_id is not null
),

segment_values as (
    {{ as_of_match(
        left='segment_reads', right='segment_states',
        by=['workspace_id', 'person_id', 'segment_id'],
        left_at='evaluated_at', comparison='>=', right_at='changed_at',
        keep=['is_in_segment']
    ) }}
),

leaves as (
    select
        points.workspace_id,
        points.rule_id,
        points.person_id,
        points.evaluated_at,
        points.event_id,
        points.trigger_event_id,
        nodes.node_id,
        nodes.parent_id,
        nodes.depth,
        nodes.node_kind,
        nodes.operator,
        coalesce(segment_values.is_in_segment, false) as is_in_segment,
        case
            when nodes.left_property is not null
                then {{ json_at('events.properties', 'nodes.left_property') }}
        end as left_json,
        case
            when nodes.left_attribute is not null then attribute_values.attribute_value
        end as left_attribute_value,
        case
            when nodes.right_trigger is not null
                then {{ json_at('triggers.properties', 'nodes.right_trigger') }}
            else nodes.right_value
        end as right_json,
        case
            when nodes.right_attribute is not null then attribute_values.attribute_value
        end as right_attribute_value
    from points
    inner join nodes on points.rule_id = nodes.rule_id
    left join events
        on
            points.workspace_id = events.workspace_id
            and points.event_id = events.event_id
    left join events as triggers
        on
            points.workspace_id = triggers.workspace_id
            and points.trigger_event_id = triggers.event_id
    left join attribute_values
        on
            points.workspace_id = attribute_values.workspace_id
            and points.person_id = attribute_values.person_id
            and points.evaluated_at = attribute_values.evaluated_at
            and coalesce(nodes.left_attribute, nodes.right_attribute)
            = attribute_values.attribute_name
    left join segment_values
        on
            points.workspace_id = segment_values.workspace_id
            and points.person_id = segment_values.person_id
            and points.evaluated_at = segment_values.evaluated_at
            and nodes.segment_id = segment_values.segment_id
    where nodes.node_kind in ('leaf', 'segment', 'true', 'false')
),

compared as (
    {{ compared_sides('leaves') }}
),

answered as (
    select
        *,
        {{ leaf_holds() }} as holds
    from compared
),

{# The tree is folded upward, depth by depth: and / or / not over the answers of the nodes below. #}
{%- for depth in range(10, 0, -1) %}
answers_{{ depth }} as (
    select
        workspace_id,
        rule_id,
        person_id,
        evaluated_at,
        event_id,
        trigger_event_id,
        node_id,
        parent_id,
        holds
    from answered
    where depth = {{ depth }}
    {%- if depth < 10 %}

    union all

    select
        below.workspace_id,
        below.rule_id,
        below.person_id,
        below.evaluated_at,
        below.event_id,
        below.trigger_event_id,
        nodes.node_id,
        nodes.parent_id,
        case nodes.node_kind
            when 'and' then bool_and(below.holds)
            when 'or' then bool_or(below.holds)
            else not bool_and(below.holds)
        end as holds
    from answers_{{ depth + 1 }} as below
    inner join nodes
        on
            below.rule_id = nodes.rule_id
            and below.parent_id = nodes.node_id
    group by
        below.workspace_id,
        below.rule_id,
        below.person_id,
        below.evaluated_at,
        below.event_id,
        below.trigger_event_id,
        nodes.node_id,
        nodes.parent_id,
        nodes.node_kind
    {%- endif %}
){{ ',' if not loop.last }}

{% endfor %}
select
    workspace_id,
    rule_id,
    person_id,
    evaluated_at,
    event_id,
    trigger_event_id,
    holds
from answers_1
