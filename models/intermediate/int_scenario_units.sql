-- One row per version override of the scenarios, journey and person of its deliveries: the version
-- that governs there, and whether the person already matched its goal at the entry (A6).
with

overrides as (
    select distinct goal_version_id as override_id from {{ ref('int_scenarios') }}
),

journeys as (
    select * from {{ ref('int_journey_verdicts') }}
),

versions as (
    select * from {{ ref('int_goal_versions') }}
),

-- E5, T3, G7: what can be credited at all, in a journey of its own person and campaign.
members as (
    select distinct
        deliveries.workspace_id,
        deliveries.journey_id,
        deliveries.person_id
    from {{ ref('int_delivery_verdicts') }} as deliveries
    inner join journeys
        on
            deliveries.workspace_id = journeys.workspace_id
            and deliveries.journey_id = journeys.journey_id
            and deliveries.campaign_id = journeys.campaign_id
            and (deliveries.person_id = journeys.person_id or journeys.person_id is null)
    where
        deliveries.received_at is not null
        and deliveries.settled_reason <> 'ineligible_type'
        {{ 'and 1 = 0' if not var('conversion_goals_scenarios') }}
),

segment_states as (
    select
        workspace_id,
        segment_id as goal_name,
        person_id as journey_person_id,
        changed_at,
        is_in_segment
    from {{ ref('int_segment_states') }}
    {{ 'where 1 = 0' if not var('conversion_goals_scenarios') }}
),

judgeable as (
    select distinct workspace_id from segment_states
),

governed as (
    select
        overrides.override_id,
        members.workspace_id,
        members.journey_id,
        members.person_id,
        journeys.person_id as journey_person_id,
        journeys.campaign_id,
        journeys.entered_at,
        journeys.trigger_event_id,
        versions.goal_type,
        versions.goal_name,
        versions.filter_rule_id,
        {{ asked_trigger('versions.filter_reads_trigger', 'journeys.trigger_event_id') }}
            as filter_trigger_event_id,
        versions.touch,
        versions.time_frame_seconds
    from members
    inner join journeys
        on
            members.workspace_id = journeys.workspace_id
            and members.journey_id = journeys.journey_id
    cross join overrides
    left join versions as replacing
        on
            journeys.workspace_id = replacing.workspace_id
            and journeys.campaign_id = replacing.campaign_id
            and overrides.override_id = replacing.goal_version_id
    inner join versions
        on
            journeys.workspace_id = versions.workspace_id
            and coalesce(replacing.goal_version_id, journeys.goal_version_id)
            = versions.goal_version_id
    where versions.goal_type is not null
),

with_state as (
    {{ as_of_match(
        left='governed', right='segment_states',
        by=['workspace_id', 'goal_name', 'journey_person_id'],
        left_at='entered_at', comparison='>=', right_at='changed_at',
        keep=['is_in_segment']
    ) }}
)

select
    {{ row_key([
        'with_state.override_id', 'with_state.workspace_id',
        'with_state.journey_id', 'with_state.person_id'
    ]) }} as unit_id,
    with_state.override_id,
    with_state.workspace_id,
    with_state.journey_id,
    coalesce(with_state.person_id, '') as person_id,
    with_state.campaign_id,
    with_state.entered_at,
    with_state.trigger_event_id,
    with_state.goal_type,
    with_state.goal_name,
    with_state.filter_rule_id,
    with_state.filter_trigger_event_id,
    with_state.touch,
    with_state.time_frame_seconds,
    -- X5: without any segment change nothing can be judged.
    case
        when judgeable.workspace_id is null then false
        when with_state.goal_type = 'enters_segment'
            then coalesce(with_state.is_in_segment, false)
        when with_state.goal_type = 'leaves_segment'
            then not coalesce(with_state.is_in_segment, false)
        else false
    end as is_already_matched
from with_state
left join judgeable on with_state.workspace_id = judgeable.workspace_id
