-- One row per journey of this run's owners with the goal version that governs it and the state in
-- which its person entered (G3, A6).
with

owners as (
    select * from {{ ref('int_owners_to_rebuild') }}
),

journeys as (
    select
        journeys.*,
        owners.owner_id,
        owners.is_replaced
    from {{ ref('stg_customerio__subjects') }} as journeys
    inner join owners
        on
            journeys.workspace_id = owners.workspace_id
            and {{ owner_id('journeys.person_id', 'journeys.journey_id') }} = owners.owner_id
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
        journeys.owner_id,
        journeys.is_replaced,
        journeys.journey_id,
        journeys.person_id,
        journeys.campaign_id,
        journeys.trigger_event_id,
        journeys.entered_at,
        versions.goal_version_id,
        versions.goal_type,
        versions.goal_name,
        case when versions.goal_type <> 'event' then versions.goal_name end as segment_id,
        versions.filter_rule_id,
        versions.filter_reads_trigger,
        versions.time_frame_seconds,
        versions.touch,
        versions.exit_setting,
        case
            when versions.exit_setting not in ('stops_matching', 'goal_achieved_or_stops_matching')
                then null
            when versions.audience_reads_segments and judgeable_by_segments.workspace_id is null
                then null
            when versions.audience_reads_attributes and judgeable_by_attributes.workspace_id is null
                then null
            else versions.audience_rule_id
        end as audience_rule_id,
        case
            when versions.audience_reads_segments and judgeable_by_segments.workspace_id is null
                then null
            when versions.audience_reads_attributes and judgeable_by_attributes.workspace_id is null
                then null
            else versions.audience_rule_id
        end as judged_audience_rule_id,
        judgeable_by_segments.workspace_id is not null as has_segment_changes
    from journeys
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

-- A6: the state at entry includes changes at exactly entered_at.
with_state_at_entry as (
    {{ as_of_match(
        left='governed', right='segment_states', by=['workspace_id', 'segment_id', 'person_id'],
        left_at='entered_at', comparison='>=', right_at='changed_at', keep=['is_in_segment']
    ) }}
)

select
    workspace_id,
    owner_id,
    is_replaced,
    journey_id,
    person_id,
    campaign_id,
    trigger_event_id,
    entered_at,
    goal_version_id,
    goal_type,
    goal_name,
    filter_rule_id,
    filter_reads_trigger,
    time_frame_seconds,
    touch,
    exit_setting,
    -- The audience by which the exit setting asks; null where it asks for none or nothing can be
    -- judged.
    audience_rule_id,
    -- The audience whatever the exit setting asks: another setting would have asked it.
    judged_audience_rule_id,
    case
        when not has_segment_changes then false
        when goal_type = 'enters_segment' then coalesce(is_in_segment, false)
        when goal_type = 'leaves_segment' then not coalesce(is_in_segment, false)
        else false
    end as is_already_matched
from with_state_at_entry
