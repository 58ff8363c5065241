-- One row per point at which a filter or an audience is evaluated: a filter once per event (and
-- trigger event, where it reads one), an audience once per person and moment at which something
-- that it reads changes.
with

journeys as (
    select * from {{ ref('int_journeys') }}
),

lone_journeys as (
    select * from {{ ref('int_lone_journeys') }}
    where not is_persons_own
),

versions as (
    select * from {{ ref('int_goal_versions') }}
    where filter_rule_id is not null
),

deliveries as (
    select * from {{ ref('int_deliveries') }}
),

achievements as (
    select * from {{ ref('int_goal_achievements') }}
    where goal_type = 'event'
),

transitions as (
    select * from {{ ref('int_segment_transitions') }}
),

attributes as (
    select * from {{ ref('stg_customerio__attributes') }}
),

rule_nodes as (
    select * from {{ ref('base_rule_nodes') }}
),

filtered_journeys as (
    select * from journeys
    where filter_rule_id is not null
),

-- G7: also for the person of a delivery whose journey has none.
filter_journeys as (
    select
        workspace_id,
        person_id,
        goal_name,
        filter_rule_id,
        filter_reads_trigger,
        trigger_event_id,
        entered_at
    from filtered_journeys
    where person_id is not null

    union all

    select
        filtered_journeys.workspace_id,
        lone_journeys.person_id,
        filtered_journeys.goal_name,
        filtered_journeys.filter_rule_id,
        filtered_journeys.filter_reads_trigger,
        filtered_journeys.trigger_event_id,
        filtered_journeys.entered_at
    from filtered_journeys
    inner join lone_journeys
        on
            filtered_journeys.workspace_id = lone_journeys.workspace_id
            and filtered_journeys.journey_id = lone_journeys.journey_id
),

-- G7: the people of a journey, the deliveries' where it has none of its own.
journey_people as (
    select
        workspace_id,
        journey_id,
        person_id
    from journeys
    where person_id is not null

    union

    select
        journeys.workspace_id,
        journeys.journey_id,
        deliveries.person_id
    from journeys
    inner join deliveries
        on
            journeys.workspace_id = deliveries.workspace_id
            and journeys.journey_id = deliveries.journey_id
    where journeys.person_id is null and deliveries.person_id is not null
),

-- Filters of the versions that govern; and of the campaign's others, which no verdict asks, but
-- what would have been under them does.
filters_read as (
    select
        workspace_id,
        person_id,
        goal_name,
        filter_rule_id,
        case when filter_reads_trigger then coalesce(trigger_event_id, '') end as trigger_event_id,
        entered_at
    from filter_journeys

    union all

    select
        journeys.workspace_id,
        journey_people.person_id,
        versions.goal_name,
        versions.filter_rule_id,
        case
            when versions.filter_reads_trigger then coalesce(journeys.trigger_event_id, '')
        end as trigger_event_id,
        journeys.entered_at
    from journeys
    inner join versions
        on
            journeys.workspace_id = versions.workspace_id
            and journeys.campaign_id = versions.campaign_id
    inner join journey_people
        on
            journeys.workspace_id = journey_people.workspace_id
            and journeys.journey_id = journey_people.journey_id
    where
        journeys.goal_version_id is null or journeys.goal_version_id <> versions.goal_version_id
),

filter_readers as (
    select
        workspace_id,
        person_id,
        goal_name,
        filter_rule_id,
        trigger_event_id,
        min(entered_at) as first_entered_at
    from filters_read
    group by workspace_id, person_id, goal_name, filter_rule_id, trigger_event_id
),

audience_readers as (
    select distinct
        workspace_id,
        judged_audience_rule_id as audience_rule_id,
        person_id
    from journeys
    where judged_audience_rule_id is not null
),

segments_read as (
    select distinct
        rule_id,
        segment_id
    from rule_nodes
    where segment_id is not null
),

attributes_read as (
    select distinct
        rule_id,
        left_attribute as attribute_name
    from rule_nodes
    where left_attribute is not null
),

-- A segment and an attribute may change at one instant.
audience_points as (
    select
        audience_readers.workspace_id,
        audience_readers.audience_rule_id as rule_id,
        audience_readers.person_id,
        transitions.changed_at as evaluated_at
    from audience_readers
    inner join segments_read on audience_readers.audience_rule_id = segments_read.rule_id
    inner join transitions
        on
            audience_readers.workspace_id = transitions.workspace_id
            and segments_read.segment_id = transitions.segment_id
            and audience_readers.person_id = transitions.person_id

    union

    select
        audience_readers.workspace_id,
        audience_readers.audience_rule_id as rule_id,
        audience_readers.person_id,
        attributes.set_at as evaluated_at
    from audience_readers
    inner join attributes_read on audience_readers.audience_rule_id = attributes_read.rule_id
    inner join attributes
        on
            audience_readers.workspace_id = attributes.workspace_id
            and attributes_read.attribute_name = attributes.attribute_name
            and audience_readers.person_id = attributes.person_id

    union

    -- X5: where nothing is on record yet.
    select
        workspace_id,
        audience_rule_id as rule_id,
        cast(null as {{ dbt.type_string() }}) as person_id,
        cast(null as {{ dbt.type_timestamp() }}) as evaluated_at
    from audience_readers
)

-- A3, A4
select distinct
    filter_readers.workspace_id,
    filter_readers.filter_rule_id as rule_id,
    achievements.person_id,
    achievements.achieved_at as evaluated_at,
    achievements.achievement_id as event_id,
    filter_readers.trigger_event_id
from filter_readers
inner join achievements
    on
        filter_readers.workspace_id = achievements.workspace_id
        and filter_readers.person_id = achievements.person_id
        and filter_readers.goal_name = achievements.goal_name
where achievements.achieved_at > filter_readers.first_entered_at

union all

select
    workspace_id,
    rule_id,
    person_id,
    evaluated_at,
    cast(null as {{ dbt.type_string() }}) as event_id,
    cast(null as {{ dbt.type_string() }}) as trigger_event_id
from audience_points
