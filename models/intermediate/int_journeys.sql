-- One row per journey of this run's owners with the goal version that governs it and the state in
-- which its person entered (G3, A6).
{{ config(
    materialized='incremental',
    incremental_strategy=replacement('all'),
    meta={'conversion_goals': {'groups': 'all'}}
) }}
-- depends_on: {{ ref('int_owners_to_rebuild') }}

with

journeys as (
    select * from {{ ref('stg_customerio__subjects') }}
    {%- if is_incremental() %}
    where
        {{ is_rebuilt('workspace_id', owner_id('person_id', 'journey_id')) }}
        -- Whoever is called like nobody's journey takes its deliveries along, so it too.
        or (workspace_id, journey_id) in (
            select
                owners.workspace_id,
                substr(owners.owner_id, length('journey ') + 1)
            from {{ ref('int_owners_to_rebuild') }} as owners
            where owners.owner_id like 'journey %'
        )
    {%- endif %}
),

people as (
    select * from {{ ref('int_people') }}
),

versions as (
    select * from {{ ref('int_goal_versions') }}
),

segment_states as (
    select
        *,
        change = 'entered' as is_in_segment
    from {{ ref('int_segment_transitions') }}
    where is_last_of_instant
),

-- X5: a workspace without any row in a table that a state needs cannot be judged.
judgeable_by_segments as (
    select distinct workspace_id from {{ ref('stg_customerio__segment_changes') }}
),

judgeable_by_attributes as (
    select distinct workspace_id from {{ ref('stg_customerio__attributes') }}
),

-- G3: the latest version with set_at <= entered_at governs for good.
governed as (
    select
        journeys.workspace_id,
        journeys.journey_id,
        journeys.person_id,
        people.person_number,
        journeys.campaign_id,
        journeys.trigger_event_id,
        journeys.entered_at,
        versions.goal_version_id,
        case
            when versions.goal_type is not null
                then {{ group_id('people.person_number', 'versions.version_number') }}
        end as group_id,
        versions.goal_type,
        versions.goal_name,
        case when versions.goal_type <> 'event' then versions.goal_name end as segment_id,
        versions.filter_rule_id,
        versions.filter_reads_trigger,
        versions.time_frame_seconds,
        versions.touch,
        versions.exit_setting,
        case
            when versions.audience_reads_segments and judgeable_by_segments.workspace_id is null
                then null
            when versions.audience_reads_attributes and judgeable_by_attributes.workspace_id is null
                then null
            else versions.audience_rule_id
        end as judged_audience_rule_id,
        judgeable_by_segments.workspace_id is not null as has_segment_changes
    from journeys
    left join people
        on
            journeys.workspace_id = people.workspace_id
            and journeys.person_id = people.person_id
    left join versions
        on
            journeys.workspace_id = versions.workspace_id
            and journeys.campaign_id = versions.campaign_id
            and journeys.entered_at >= versions.reigns_from
            and (journeys.entered_at < versions.reigns_until or versions.reigns_until is null)
    left join judgeable_by_segments on journeys.workspace_id = judgeable_by_segments.workspace_id
    left join judgeable_by_attributes
        on journeys.workspace_id = judgeable_by_attributes.workspace_id
),

segment_journeys as (
    select
        workspace_id,
        journey_id,
        person_id,
        segment_id,
        entered_at
    from governed
    where segment_id is not null and has_segment_changes
),

-- A6: the state at entry includes changes at exactly entered_at.
states_at_entry as (
    {{ as_of_match(
        left='segment_journeys', right='segment_states',
        by=['workspace_id', 'segment_id', 'person_id'],
        left_at='entered_at', comparison='>=', right_at='changed_at', keep=['is_in_segment']
    ) }}
)

select
    governed.workspace_id,
    governed.journey_id,
    governed.person_id,
    governed.person_number,
    governed.campaign_id,
    governed.trigger_event_id,
    governed.entered_at,
    governed.goal_version_id,
    governed.group_id,
    governed.goal_type,
    governed.goal_name,
    governed.filter_rule_id,
    governed.filter_reads_trigger,
    governed.time_frame_seconds,
    governed.touch,
    governed.exit_setting,
    -- The audience by which the exit setting asks; null where it asks for none or nothing can be
    -- judged.
    case
        when governed.exit_setting in ('stops_matching', 'goal_achieved_or_stops_matching')
            then governed.judged_audience_rule_id
    end as audience_rule_id,
    -- The audience whatever the exit setting asks: another setting would have asked it.
    governed.judged_audience_rule_id,
    case
        when states_at_entry.journey_id is null then false
        when governed.goal_type = 'enters_segment'
            then coalesce(states_at_entry.is_in_segment, false)
        else not coalesce(states_at_entry.is_in_segment, false)
    end as is_already_matched
from governed
left join states_at_entry
    on
        governed.workspace_id = states_at_entry.workspace_id
        and governed.journey_id = states_at_entry.journey_id
