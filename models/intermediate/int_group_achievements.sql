-- One row per goal achievement and group of journeys that entered before it, with whether it
-- satisfies their goal.
-- A group is a person's journeys under one goal version, or one lone journey. Credit, outcomes,
-- verdicts and exits all read this one place.
with

journeys as (
    select * from {{ ref('int_journeys') }}
    where goal_type is not null
),

lone_journeys as (
    select * from {{ ref('int_lone_journeys') }}
),

versions as (
    select * from {{ ref('int_goal_versions') }}
    where goal_type is not null
),

achievements as (
    select * from {{ ref('int_goal_achievements') }}
),

filter_results as (
    select * from {{ ref('int_rule_results') }}
    where event_id is not null
),

shared_groups as (
    select
        journeys.group_id,
        journeys.is_already_matched,
        min(journeys.entered_at) as first_entered_at
    from journeys
    left join lone_journeys
        on
            journeys.workspace_id = lone_journeys.workspace_id
            and journeys.journey_id = lone_journeys.journey_id
    where journeys.group_id is not null and lone_journeys.journey_id is null
    group by journeys.group_id, journeys.is_already_matched
),

-- Each achievement under each version with its goal, as the group that the two would be.
possible as (
    select
        achievements.*,
        versions.campaign_id,
        versions.filter_rule_id,
        {{ group_id('achievements.person_number', 'versions.version_number') }} as group_id
    from achievements
    inner join versions
        on
            achievements.workspace_id = versions.workspace_id
            and achievements.goal_type = versions.goal_type
            and achievements.goal_name = versions.goal_name
),

met as (
    select
        possible.workspace_id,
        possible.campaign_id,
        possible.achievement_number,
        possible.achievement_id,
        possible.achieved_at,
        possible.claimed_at,
        possible.filter_rule_id,
        '' as trigger_event_id,
        possible.group_id,
        true as is_persons_own,
        shared_groups.is_already_matched
    from possible
    inner join shared_groups
        on
            possible.group_id = shared_groups.group_id
            -- C1: strictly after the entry.
            and possible.achieved_at > shared_groups.first_entered_at

    union all

    select
        achievements.workspace_id,
        journeys.campaign_id,
        achievements.achievement_number,
        achievements.achievement_id,
        achievements.achieved_at,
        achievements.claimed_at,
        journeys.filter_rule_id,
        {{ asked_trigger('journeys.filter_reads_trigger', 'journeys.trigger_event_id') }}
            as trigger_event_id,
        lone_journeys.group_id,
        lone_journeys.is_persons_own,
        journeys.is_already_matched
    from lone_journeys
    inner join journeys
        on
            lone_journeys.workspace_id = journeys.workspace_id
            and lone_journeys.journey_id = journeys.journey_id
    inner join achievements
        on
            lone_journeys.workspace_id = achievements.workspace_id
            and lone_journeys.person_id = achievements.person_id
            and journeys.goal_type = achievements.goal_type
            and journeys.goal_name = achievements.goal_name
    where
        achievements.achieved_at > journeys.entered_at
        -- A2: the event that triggered a journey never counts in it.
        and (
            achievements.goal_type <> 'event'
            or journeys.trigger_event_id is null
            or achievements.achievement_id <> journeys.trigger_event_id
        )
)

select
    met.workspace_id,
    met.campaign_id,
    met.group_id,
    met.achievement_number,
    met.is_persons_own,
    met.is_already_matched,
    -- A3: no filter lets everything pass.
    not met.is_already_matched
    and (met.filter_rule_id is null or coalesce(filter_results.holds, false)) as is_satisfying,
    met.achieved_at,
    met.claimed_at
from met
left join filter_results
    on
        met.workspace_id = filter_results.workspace_id
        and met.achievement_id = filter_results.event_id
        and met.filter_rule_id = filter_results.rule_id
        and met.trigger_event_id = coalesce(filter_results.trigger_event_id, '')
