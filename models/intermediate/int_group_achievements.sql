-- One row per goal achievement and group of journeys that entered before it, with whether it
-- satisfies their goal.
-- Credit, outcomes, verdicts and exits all read this one place.
with

journey_groups as (
    select * from {{ ref('int_journey_groups') }}
),

achievements as (
    select * from {{ ref('int_goal_achievements') }}
),

filter_results as (
    select * from {{ ref('int_rule_results') }}
    where event_id is not null
),

groups as (
    select
        workspace_id,
        person_id,
        group_id,
        campaign_id,
        goal_type,
        goal_name,
        filter_rule_id,
        case
            when filter_reads_trigger then coalesce(trigger_event_id, '')
            else ''
        end as filter_trigger_event_id,
        is_persons_own,
        is_already_matched,
        trigger_event_id,
        min(entered_at) as first_entered_at
    from journey_groups
    group by 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11
)

select
    achievements.workspace_id,
    achievements.achievement_id,
    achievements.person_id,
    groups.campaign_id,
    groups.group_id,
    achievements.achieved_at,
    achievements.claimed_at,
    groups.is_persons_own,
    groups.is_already_matched,
    -- A3: no filter lets everything pass.
    not groups.is_already_matched
    and (groups.filter_rule_id is null or coalesce(filter_results.holds, false))
        as is_satisfying
from achievements
inner join groups
    on
        achievements.workspace_id = groups.workspace_id
        and achievements.person_id = groups.person_id
        and achievements.goal_type = groups.goal_type
        and achievements.goal_name = groups.goal_name
left join filter_results
    on
        achievements.workspace_id = filter_results.workspace_id
        and achievements.achievement_id = filter_results.event_id
        and groups.filter_rule_id = filter_results.rule_id
        and groups.filter_trigger_event_id = coalesce(filter_results.trigger_event_id, '')
where
    -- C1: strictly after the entry.
    achievements.achieved_at > groups.first_entered_at
    -- A2: the event that triggered a journey never counts in it.
    and (
        achievements.goal_type <> 'event'
        or groups.trigger_event_id is null
        or achievements.achievement_id <> groups.trigger_event_id
    )
