-- One row per delivery that the platform alone calls converted, with each rule of its own that
-- would explain it.
-- A view, which costs nothing until it is asked.
{{ config(materialized='view') }}

with

ours as (
    select * from {{ ref('conversion_goals__conversions') }}
),

platform_conversions as (
    select * from {{ ref('int_platform_conversions') }}
),

journeys as (
    select * from {{ ref('int_journey_verdicts') }}
),

versions as (
    select * from {{ ref('int_goal_versions') }}
),

achievements as (
    select * from {{ ref('int_achievement_history') }}
),

filter_answers as (
    select * from {{ ref('int_filter_answers') }}
),

outcomes as (
    select * from {{ ref('conversion_goals__achievements') }}
),

near_misses as (
    select * from {{ ref('conversion_goals__near_misses') }}
),

possible_touches as (
    select * from {{ ref('int_possible_touches') }}
),

our_checks as (
    select * from {{ ref('int_our_conversion_checks') }}
),

deliveries as (
    select * from {{ ref('int_delivery_verdicts') }}
),

theirs as (
    select
        platform_conversions.*,
        journeys.journey_id is not null as has_journey,
        journeys.trigger_event_id
    from platform_conversions
    left join ours
        on
            platform_conversions.workspace_id = ours.workspace_id
            and platform_conversions.delivery_id = ours.delivery_id
    left join journeys
        on
            platform_conversions.workspace_id = journeys.workspace_id
            and platform_conversions.journey_id = journeys.journey_id
    where ours.delivery_id is null
),

-- What the platform may have meant: under each version of the campaign the achievements whose
-- arrival or claimed time is the time of its metric.
meant as (
    select
        theirs.workspace_id,
        theirs.delivery_id,
        versions.touch,
        versions.time_frame_seconds,
        versions.filter_rule_id is null or coalesce(filter_answers.holds, false) as is_passing,
        coalesce(versions.goal_version_id = theirs.goal_version_id, false) as is_own_version,
        achievements.achieved_at,
        {{ is_within_a_second('theirs.platform_converted_at', 'achievements.achieved_at') }}
            as is_at_arrival,
        coalesce(
            {{ is_within_a_second('theirs.platform_converted_at', 'achievements.claimed_at') }},
            false
        ) as is_at_claim
    from theirs
    inner join versions
        on
            theirs.workspace_id = versions.workspace_id
            and theirs.campaign_id = versions.campaign_id
    inner join achievements
        on
            theirs.workspace_id = achievements.workspace_id
            and theirs.person_id = achievements.person_id
            and versions.goal_type = achievements.goal_type
            and versions.goal_name = achievements.goal_name
    left join filter_answers
        on
            achievements.workspace_id = filter_answers.workspace_id
            and achievements.person_id = filter_answers.person_id
            and achievements.achievement_id = filter_answers.event_id
            and versions.filter_rule_id = filter_answers.rule_id
            and {{ asked_trigger('versions.filter_reads_trigger', 'theirs.trigger_event_id') }}
            = filter_answers.trigger_event_id
    where
        theirs.has_journey
        and (
            {{ is_within_a_second('theirs.platform_converted_at', 'achievements.achieved_at') }}
            or {{ is_within_a_second('theirs.platform_converted_at', 'achievements.claimed_at') }}
        )
),

touches as (
    select
        possible_touches.workspace_id,
        possible_touches.delivery_id,
        possible_touches.touch,
        possible_touches.touched_at,
        possible_touches.is_by_machine
    from possible_touches
    inner join theirs
        on
            possible_touches.workspace_id = theirs.workspace_id
            and possible_touches.delivery_id = theirs.delivery_id
),

with_touch as (
    {{ as_of_match(
        left='meant', right='touches', by=['workspace_id', 'delivery_id', 'touch'],
        left_at='achieved_at', comparison='>', right_at='touched_at',
        keep=['touched_at', 'is_by_machine']
    ) }}
),

with_next_touch as (
    {{ as_of_match(
        left='with_touch', right='touches', by=['workspace_id', 'delivery_id', 'touch'],
        left_at='achieved_at', comparison='<=', right_at='touched_at',
        keep=['touched_at as next_touched_at']
    ) }}
),

windows as (
    select
        *,
        {{ add_seconds('touched_at', 'time_frame_seconds') }} as closes_at
    from with_next_touch
),

superseded as (
    select
        theirs.workspace_id,
        theirs.delivery_id,
        outcomes.outcome,
        coalesce(winners.journey_id = theirs.journey_id, false) as is_same_journey,
        winner_touches.is_by_machine as is_winner_by_machine,
        coalesce(
            {{ is_within_a_second(
                'theirs.platform_converted_at', 'at_platform.platform_converted_at'
            ) }},
            false
        ) as is_winner_theirs,
        at_platform.delivery_id is not null as is_winner_at_platform,
        coalesce(winner_checks.differs_by_version, false) as is_winner_by_version,
        winners.delivery_type not in ('email', 'sms', 'push') as is_winner_of_other_type
    from theirs
    inner join near_misses
        on
            theirs.workspace_id = near_misses.workspace_id
            and theirs.delivery_id = near_misses.delivery_id
            and near_misses.reason = 'superseded'
            and {{ is_within_a_second('theirs.platform_converted_at', 'near_misses.achieved_at') }}
    inner join outcomes
        on
            near_misses.workspace_id = outcomes.workspace_id
            and near_misses.person_id = outcomes.person_id
            and near_misses.achievement_id = outcomes.achievement_id
            and near_misses.campaign_id = outcomes.campaign_id
    inner join deliveries as winners
        on
            near_misses.workspace_id = winners.workspace_id
            and near_misses.winner_delivery_id = winners.delivery_id
    left join versions
        on
            winners.workspace_id = versions.workspace_id
            and winners.goal_version_id = versions.goal_version_id
    left join possible_touches as winner_touches
        on
            near_misses.workspace_id = winner_touches.workspace_id
            and near_misses.winner_delivery_id = winner_touches.delivery_id
            and near_misses.winner_touch_at = winner_touches.touched_at
            and versions.touch = winner_touches.touch
    left join platform_conversions as at_platform
        on
            near_misses.workspace_id = at_platform.workspace_id
            and near_misses.winner_delivery_id = at_platform.delivery_id
    left join our_checks as winner_checks
        on
            near_misses.workspace_id = winner_checks.workspace_id
            and near_misses.winner_delivery_id = winner_checks.delivery_id
            and near_misses.achievement_id = winner_checks.achievement_id
),

by_rival as (
    select
        workspace_id,
        delivery_id,
        bool_or(is_winner_by_machine and not is_winner_theirs) as is_won_by_machine,
        bool_or(outcome = 'already_converted' and is_same_journey) as is_repeat,
        bool_or(is_winner_at_platform and not is_same_journey) as is_won_by_other_journey,
        bool_or(
            is_winner_by_version and not is_winner_theirs and not is_winner_of_other_type
        ) as is_won_by_version,
        bool_or(is_winner_of_other_type and not is_winner_at_platform) as is_won_by_other_type
    from superseded
    group by workspace_id, delivery_id
),

by_window as (
    select
        workspace_id,
        delivery_id,
        bool_or(is_own_version and is_at_claim and not is_at_arrival) as is_by_event_time,
        bool_or(
            is_own_version
            and is_at_arrival
            and (
                (
                    achieved_at > closes_at
                    and {{ seconds_between('closes_at', 'achieved_at') }} = 0
                )
                or {{ seconds_between('achieved_at', 'next_touched_at') }} = 0
            )
        ) as is_at_boundary,
        bool_or(
            is_own_version and is_at_arrival and is_by_machine and achieved_at <= closes_at
        ) as is_in_machine_window,
        bool_or(
            not is_own_version and is_passing and is_at_arrival and achieved_at <= closes_at
        ) as is_by_other_version
    from windows
    group by workspace_id, delivery_id
),

checked as (
    select
        theirs.workspace_id,
        theirs.delivery_id,
        coalesce(by_window.is_by_event_time, false) as is_by_event_time,
        coalesce(by_window.is_at_boundary, false) as is_at_boundary,
        {# Where machines count, one's open explains nothing that the platform alone credits. #}
        coalesce(by_rival.is_won_by_machine, false)
        {{
            'or coalesce(by_window.is_in_machine_window, false)'
            if not var('count_machine_opens')
        }}
            as is_by_machine,
        -- Where it was superseded its own version explains it: then it is no matter of versions.
        (
            coalesce(by_window.is_by_other_version, false)
            and by_rival.delivery_id is null
            and coalesce(theirs.settled_reason <> 'ineligible_type', false)
        )
        or coalesce(by_rival.is_won_by_version, false) as is_by_other_version,
        coalesce(by_rival.is_repeat, false) as is_repeat,
        coalesce(by_rival.is_won_by_other_journey, false) as is_won_by_other_journey,
        coalesce(theirs.settled_reason = 'ineligible_type', false)
        or coalesce(by_rival.is_won_by_other_type, false) as is_ineligible,
        not theirs.has_journey as is_journey_missing
    from theirs
    left join by_window
        on
            theirs.workspace_id = by_window.workspace_id
            and theirs.delivery_id = by_window.delivery_id
    left join by_rival
        on
            theirs.workspace_id = by_rival.workspace_id
            and theirs.delivery_id = by_rival.delivery_id
),

-- A miss by less than a second that another version explains too is one of the boundary only where
-- the workspace has clear ones.
weighed as (
    select
        *,
        bool_or(is_at_boundary and not is_by_other_version) over (
            partition by workspace_id
        ) as has_clear_boundary
    from checked
)

select
    workspace_id,
    delivery_id,
    is_by_event_time,
    is_at_boundary and (not is_by_other_version or has_clear_boundary) as is_at_boundary,
    is_by_machine,
    is_by_other_version,
    is_repeat,
    is_won_by_other_journey,
    is_ineligible,
    is_journey_missing
from weighed
