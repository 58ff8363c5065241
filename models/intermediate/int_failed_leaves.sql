-- One row per filter that an event failed (and trigger event, where it reads one) and leaf of its
-- tree, with both sides' values and the leaf's own answer.
-- A view, which costs nothing until it is asked.
{{ config(materialized='view') }}

with

failed as (
    select * from {{ ref('int_filter_answers') }}
    where not holds
),

events as (
    select * from {{ ref('stg_customerio__events') }}
),

attributes as (
    select * from {{ ref('stg_customerio__attributes') }}
),

nodes as (
    select * from {{ ref('base_rule_nodes') }}
    where node_kind in ('leaf', 'true', 'false')
),

-- A4: a person's attribute as of the achievement's time.
points as (
    select
        failed.workspace_id,
        failed.rule_id,
        failed.event_id,
        failed.trigger_event_id,
        failed.person_id,
        events.processed_at,
        events.properties,
        nodes.node_id,
        nodes.node_kind,
        nodes.operator,
        nodes.left_property,
        nodes.left_attribute,
        nodes.right_trigger,
        nodes.right_attribute,
        nodes.right_value,
        coalesce(nodes.left_attribute, nodes.right_attribute) as attribute_name
    from failed
    inner join events
        on
            failed.workspace_id = events.workspace_id
            and failed.event_id = events.event_id
    inner join nodes on failed.rule_id = nodes.rule_id
),

with_attribute as (
    {{ as_of_match(
        left='points', right='attributes', by=['workspace_id', 'person_id', 'attribute_name'],
        left_at='processed_at', comparison='>=', right_at='set_at', keep=['attribute_value']
    ) }}
),

leaves as (
    select
        with_attribute.*,
        false as is_in_segment,
        case
            when with_attribute.left_property is not null
                then {{ json_at('with_attribute.properties', 'with_attribute.left_property') }}
        end as left_json,
        case
            when with_attribute.left_attribute is not null then with_attribute.attribute_value
        end as left_attribute_value,
        case
            when with_attribute.right_trigger is not null
                then {{ json_at('triggers.properties', 'with_attribute.right_trigger') }}
            else with_attribute.right_value
        end as right_json,
        case
            when with_attribute.right_attribute is not null then with_attribute.attribute_value
        end as right_attribute_value
    from with_attribute
    left join events as triggers
        on
            with_attribute.workspace_id = triggers.workspace_id
            and with_attribute.trigger_event_id = triggers.event_id
),

-- F1: JSON null is missing; an attribute is plain text.
sides as (
    select
        *,
        case
            when left_attribute_value is not null then 'text'
            else nullif({{ json_kind('left_json') }}, 'null')
        end as left_kind,
        coalesce(left_attribute_value, {{ json_text('left_json') }}) as left_text,
        case
            when right_attribute_value is not null then 'text'
            else nullif({{ json_kind('right_json') }}, 'null')
        end as right_kind,
        coalesce(right_attribute_value, {{ json_text('right_json') }}) as right_text
    from leaves
),

compared as (
    select
        *,
        {{ side_number('left_kind', 'left_text') }} as left_number,
        {{ side_number('right_kind', 'right_text') }} as right_number,
        {{ comparable('left_kind', 'left_text') }} as left_comparable,
        {{ comparable('right_kind', 'right_text') }} as right_comparable
    from sides
)

select
    workspace_id,
    rule_id,
    event_id,
    trigger_event_id,
    person_id,
    node_id,
    left_kind,
    left_text,
    right_kind,
    right_text,
    {{ leaf_holds() }} as holds
from compared
