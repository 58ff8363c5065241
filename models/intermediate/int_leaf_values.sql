-- One row per filter that an event failed (and trigger event, where it reads one), or checkpoint of
-- a journey and its audience, and leaf of the tree, with both sides' values and the leaf's own
-- answer.
-- A view, which costs nothing until it is asked.
{{ config(materialized='view') }}

with

failed as (
    select * from {{ ref('int_filter_answers') }}
    where not holds
),

journeys as (
    select * from {{ ref('int_journey_verdicts') }}
    where judged_audience_rule_id is not null
),

deliveries as (
    select * from {{ ref('stg_customerio__deliveries') }}
),

steps as (
    select * from {{ ref('stg_customerio__outputs') }}
    where step_kind in ('delivery', 'exit')
),

events as (
    select * from {{ ref('stg_customerio__events') }}
),

-- Apart from events: what is read twice an engine makes whole, all properties of all events.
triggers as (
    select * from {{ ref('stg_customerio__events') }}
),

attributes as (
    select * from {{ ref('stg_customerio__attributes') }}
),

-- A5: at one instant "entered" comes before "left", as their letters do.
segment_states as (
    select
        workspace_id,
        segment_id,
        person_id,
        changed_at,
        max(change) as change
    from {{ ref('stg_customerio__segment_changes') }}
    group by workspace_id, segment_id, person_id, changed_at
),

nodes as (
    select * from {{ ref('base_rule_nodes') }}
    where node_kind in ('leaf', 'segment', 'true', 'false')
),

-- X8: the entry, every delivery, every step that is a delivery or an exit.
happenings as (
    select
        workspace_id,
        journey_id,
        entered_at as looked_at
    from journeys

    union all

    select
        workspace_id,
        journey_id,
        created_at as looked_at
    from deliveries

    union all

    select
        workspace_id,
        journey_id,
        reached_at as looked_at
    from steps
),

checkpoints as (
    select distinct
        journeys.workspace_id,
        journeys.judged_audience_rule_id as rule_id,
        journeys.journey_id,
        journeys.person_id,
        happenings.looked_at
    from journeys
    inner join happenings
        on
            journeys.workspace_id = happenings.workspace_id
            and journeys.journey_id = happenings.journey_id
    where happenings.looked_at >= journeys.entered_at
),

-- A4, X5: what holds of a person at the achievement's time, or at the checkpoint's.
evaluated as (
    select
        failed.workspace_id,
        failed.rule_id,
        failed.event_id,
        failed.trigger_event_id,
        cast(null as {{ dbt.type_string() }}) as journey_id,
        failed.person_id,
        events.properties,
        events.processed_at as evaluated_at
    from failed
    inner join events
        on
            failed.workspace_id = events.workspace_id
            and failed.event_id = events.event_id

    union all

    select
        workspace_id,
        rule_id,
        cast(null as {{ dbt.type_string() }}) as event_id,
        cast(null as {{ dbt.type_string() }}) as trigger_event_id,
        journey_id,
        person_id,
        null as properties,
        looked_at as evaluated_at
    from checkpoints
),

points as (
    select
        evaluated.*,
        nodes.node_id,
        nodes.node_kind,
        nodes.segment_id,
        nodes.operator,
        nodes.left_property,
        nodes.left_attribute,
        nodes.right_trigger,
        nodes.right_attribute,
        nodes.right_value,
        coalesce(nodes.left_attribute, nodes.right_attribute) as attribute_name
    from evaluated
    inner join nodes on evaluated.rule_id = nodes.rule_id
),

with_attribute as (
    {{ as_of_match(
        left='points', right='attributes', by=['workspace_id', 'person_id', 'attribute_name'],
        left_at='evaluated_at', comparison='>=', right_at='set_at', keep=['attribute_value']
    ) }}
),

with_segment as (
    {{ as_of_match(
        left='with_attribute', right='segment_states',
        by=['workspace_id', 'person_id', 'segment_id'],
        left_at='evaluated_at', comparison='>=', right_at='changed_at', keep=['change']
    ) }}
),

leaves as (
    select
        with_segment.*,
        coalesce(with_segment.change = 'entered', false) as is_in_segment,
        case
            when with_segment.left_property is not null
                then {{ json_at('with_segment.properties', 'with_segment.left_property') }}
        end as left_json,
        case
            when with_segment.left_attribute is not null then with_segment.attribute_value
        end as left_attribute_value,
        case
            when with_segment.right_trigger is not null
                then {{ json_at('triggers.properties', 'with_segment.right_trigger') }}
            else with_segment.right_value
        end as right_json,
        case
            when with_segment.right_attribute is not null then with_segment.attribute_value
        end as right_attribute_value
    from with_segment
    left join triggers
        on
            with_segment.workspace_id = triggers.workspace_id
            and with_segment.trigger_event_id = triggers.event_id
),

compared as (
    {{ compared_sides('leaves') }}
)

select
    workspace_id,
    rule_id,
    event_id,
    trigger_event_id,
    journey_id,
    person_id,
    node_id,
    left_kind,
    left_text,
    right_kind,
    right_text,
    {{ leaf_holds() }} as holds,
    evaluated_at
from compared
