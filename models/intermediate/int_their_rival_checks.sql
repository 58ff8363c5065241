-- One row per delivery that the platform alone calls converted and achievement at the time of its
-- metric that satisfies a goal version of its campaign: which windows held it, to which delivery of
-- ours it was lost, and what made that one the winner.
-- A view, which costs nothing until it is asked.
{{ config(materialized='view') }}

with

platform_conversions as (
    select * from {{ ref('int_platform_conversions') }}
),

theirs as (
    select * from platform_conversions
    where not is_ours
),

versions as (
    select * from {{ ref('int_goal_versions') }}
),

window_checks as (
    select * from {{ ref('int_their_window_checks') }}
),

-- What fell in a window of theirs, which yet did not get the credit.
lost as (
    select * from window_checks
    where is_in_window
),

outcomes as (
    select * from {{ ref('conversion_goals__achievements') }}
    where delivery_id is not null
),

deliveries as (
    select * from {{ ref('int_delivery_verdicts') }}
),

possible_touches as (
    select * from {{ ref('int_possible_touches') }}
),

superseded as (
    select
        theirs.workspace_id,
        theirs.delivery_id,
        lost.achievement_id,
        outcomes.delivery_id as winner_delivery_id,
        coalesce(winner_touches.is_by_machine, false)
        and not coalesce(
            {{ is_within_a_second(
                'theirs.platform_converted_at', 'at_platform.platform_converted_at'
            ) }},
            false
        ) as is_won_by_machine,
        own_machines.delivery_id is not null as is_later_by_machine,
        winners.journey_id = theirs.journey_id
        and outcomes.outcome = 'already_converted' as is_repeat,
        winners.journey_id <> theirs.journey_id
        and at_platform.delivery_id is not null as is_won_by_other_journey
    from theirs
    inner join lost
        on
            theirs.workspace_id = lost.workspace_id
            and theirs.delivery_id = lost.delivery_id
    inner join outcomes
        on
            theirs.workspace_id = outcomes.workspace_id
            and theirs.person_id = outcomes.person_id
            and theirs.campaign_id = outcomes.campaign_id
            and lost.achievement_id = outcomes.achievement_id
    inner join deliveries as winners
        on
            outcomes.workspace_id = winners.workspace_id
            and outcomes.delivery_id = winners.delivery_id
    left join versions as winner_versions
        on
            winners.workspace_id = winner_versions.workspace_id
            and winners.goal_version_id = winner_versions.goal_version_id
    left join possible_touches as winner_touches
        on
            outcomes.workspace_id = winner_touches.workspace_id
            and outcomes.delivery_id = winner_touches.delivery_id
            and outcomes.touch_at = winner_touches.touched_at
            and winner_versions.touch = winner_touches.touch
    left join possible_touches as own_machines
        on
            theirs.workspace_id = own_machines.workspace_id
            and theirs.delivery_id = own_machines.delivery_id
            and theirs.touch = own_machines.touch
            and outcomes.touch_at < own_machines.touched_at
            and lost.achieved_at > own_machines.touched_at
            and not own_machines.is_counted
    left join platform_conversions as at_platform
        on
            outcomes.workspace_id = at_platform.workspace_id
            and outcomes.delivery_id = at_platform.delivery_id
),

-- Once, however many machines came after the winner's touch.
rivals as (
    select
        workspace_id,
        delivery_id,
        achievement_id,
        winner_delivery_id,
        bool_or(is_won_by_machine) as is_won_by_machine,
        bool_or(is_later_by_machine) as is_later_by_machine,
        bool_or(is_repeat) as is_repeat,
        bool_or(is_won_by_other_journey) as is_won_by_other_journey
    from superseded
    group by workspace_id, delivery_id, achievement_id, winner_delivery_id
)

select
    window_checks.workspace_id,
    window_checks.delivery_id,
    window_checks.achievement_id,
    window_checks.is_by_event_time,
    window_checks.is_before_touch,
    window_checks.is_after_window,
    window_checks.is_in_machine_window,
    window_checks.is_by_other_version,
    rivals.winner_delivery_id,
    coalesce(rivals.is_won_by_machine, false) as is_won_by_machine,
    coalesce(rivals.is_later_by_machine, false) as is_later_by_machine,
    coalesce(rivals.is_repeat, false) as is_repeat,
    coalesce(rivals.is_won_by_other_journey, false) as is_won_by_other_journey
from window_checks
left join rivals
    on
        window_checks.workspace_id = rivals.workspace_id
        and window_checks.delivery_id = rivals.delivery_id
        and window_checks.achievement_id = rivals.achievement_id
