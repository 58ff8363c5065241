-- One row per delivery that the platform alone calls converted, with what most likely made it so.
-- A view, which costs nothing until it is asked.
{{ config(materialized='view') }}

with

ours as (
    select * from {{ ref('conversion_goals__conversions') }}
),

platform_conversions as (
    select * from {{ ref('int_platform_conversions') }}
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

segment_states as (
    select
        workspace_id,
        segment_id as goal_name,
        person_id as journey_person_id,
        changed_at,
        is_in_segment
    from {{ ref('int_segment_states') }}
),

possible_touches as (
    select * from {{ ref('int_possible_touches') }}
),

our_mismatches as (
    select * from {{ ref('int_our_mismatches') }}
    where mismatch_class <> 'not_yet_exported'
),

deliveries as (
    select * from {{ ref('int_delivery_verdicts') }}
),

-- Where our data ends.
event_ends as (
    select
        workspace_id,
        max(processed_at) as ends_at
    from {{ ref('stg_customerio__events') }}
    group by workspace_id
),

segment_ends as (
    select
        workspace_id,
        max(changed_at) as ends_at
    from {{ ref('stg_customerio__segment_changes') }}
    group by workspace_id
),

theirs as (
    select
        platform_conversions.*,
        goals.goal_type,
        goals.touch as own_touch,
        goals.time_frame_seconds as own_time_frame_seconds
    from platform_conversions
    left join ours
        on
            platform_conversions.workspace_id = ours.workspace_id
            and platform_conversions.delivery_id = ours.delivery_id
    left join versions as goals
        on
            platform_conversions.workspace_id = goals.workspace_id
            and platform_conversions.goal_version_id = goals.goal_version_id
    where ours.delivery_id is null
),

-- What the platform may have meant: what satisfies each version of the campaign, and arrived at the
-- time of its metric or claims to be of that time.
at_its_time as (
    select
        theirs.workspace_id,
        theirs.delivery_id,
        theirs.journey_person_id,
        theirs.entered_at,
        versions.goal_type,
        versions.goal_name,
        versions.touch,
        versions.time_frame_seconds,
        coalesce(versions.goal_version_id = theirs.goal_version_id, false) as is_own_version,
        achievements.achieved_at,
        achievements.claimed_at,
        {{ is_within_a_second('theirs.platform_converted_at', 'achievements.achieved_at') }}
            as is_at_arrival
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
        -- A3
        and (versions.filter_rule_id is null or filter_answers.holds)
        -- A2: a journey's trigger event does not exist for it.
        and (
            achievements.goal_type <> 'event'
            or theirs.trigger_event_id is null
            or achievements.achievement_id <> theirs.trigger_event_id
        )
),

with_state as (
    {{ as_of_match(
        left='at_its_time', right='segment_states',
        by=['workspace_id', 'goal_name', 'journey_person_id'],
        left_at='entered_at', comparison='>=', right_at='changed_at', keep=['is_in_segment']
    ) }}
),

meant as (
    select
        workspace_id,
        delivery_id,
        entered_at,
        touch,
        time_frame_seconds,
        is_own_version,
        is_at_arrival,
        case when is_at_arrival then achieved_at else claimed_at end as meant_at
    from with_state
    -- A6: who matched at the entry already converts nothing.
    where
        goal_type = 'event'
        or coalesce(is_in_segment, false) = (goal_type = 'leaves_segment')
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

-- T4
counted_touches as (
    select * from touches
    {{ 'where not is_by_machine' if not var('count_machine_opens') }}
),

uncounted_touches as (
    select * from touches
    {{ 'where is_by_machine' if not var('count_machine_opens') else 'where 1 = 0' }}
),

with_touch as (
    {{ as_of_match(
        left='meant', right='counted_touches', by=['workspace_id', 'delivery_id', 'touch'],
        left_at='meant_at', comparison='>', right_at='touched_at', keep=['touched_at']
    ) }}
),

with_next_touch as (
    {{ as_of_match(
        left='with_touch', right='counted_touches', by=['workspace_id', 'delivery_id', 'touch'],
        left_at='meant_at', comparison='<=', right_at='touched_at',
        keep=['touched_at as next_touched_at']
    ) }}
),

with_uncounted_touch as (
    {{ as_of_match(
        left='with_next_touch', right='uncounted_touches',
        by=['workspace_id', 'delivery_id', 'touch'],
        left_at='meant_at', comparison='>', right_at='touched_at',
        keep=['touched_at as uncounted_touched_at']
    ) }}
),

windows as (
    select
        *,
        {{ add_seconds('touched_at', 'time_frame_seconds') }} as closes_at,
        {{ add_seconds('uncounted_touched_at', 'time_frame_seconds') }} as uncounted_closes_at
    from with_uncounted_touch
    -- C1
    where meant_at > entered_at
),

superseded as (
    select
        theirs.workspace_id,
        theirs.delivery_id,
        our_mismatches.mismatch_class as winner_mismatch_class,
        coalesce(winner_touches.is_by_machine, false)
        and not coalesce(
            {{ is_within_a_second(
                'theirs.platform_converted_at', 'at_platform.platform_converted_at'
            ) }},
            false
        ) as is_won_by_machine,
        near_misses.achieved_at
        <= {{ add_seconds('own_machines.touched_at', 'theirs.own_time_frame_seconds') }}
            as is_later_by_machine,
        winners.journey_id = theirs.journey_id
        and outcomes.outcome = 'already_converted' as is_repeat,
        winners.journey_id <> theirs.journey_id
        and at_platform.delivery_id is not null as is_won_by_other_journey
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
    left join uncounted_touches as own_machines
        on
            theirs.workspace_id = own_machines.workspace_id
            and theirs.delivery_id = own_machines.delivery_id
            and theirs.own_touch = own_machines.touch
            and near_misses.winner_touch_at < own_machines.touched_at
            and near_misses.achieved_at > own_machines.touched_at
    left join platform_conversions as at_platform
        on
            near_misses.workspace_id = at_platform.workspace_id
            and near_misses.winner_delivery_id = at_platform.delivery_id
    left join our_mismatches
        on
            near_misses.workspace_id = our_mismatches.workspace_id
            and near_misses.winner_delivery_id = our_mismatches.delivery_id
),

by_rival as (
    select
        workspace_id,
        delivery_id,
        min(winner_mismatch_class) as winner_mismatch_class,
        bool_or(is_won_by_machine) as is_won_by_machine,
        bool_or(is_later_by_machine) as is_later_by_machine,
        bool_or(is_repeat) as is_repeat,
        bool_or(is_won_by_other_journey) as is_won_by_other_journey
    from superseded
    group by workspace_id, delivery_id
),

by_window as (
    select
        workspace_id,
        delivery_id,
        bool_or(is_own_version and not is_at_arrival and meant_at <= closes_at) as is_by_event_time,
        bool_or(
            is_own_version
            and is_at_arrival
            and {{ seconds_between('meant_at', 'next_touched_at') }} = 0
        ) as is_before_touch,
        bool_or(
            is_own_version
            and is_at_arrival
            and meant_at > closes_at
            and {{ seconds_between('closes_at', 'meant_at') }} = 0
        ) as is_after_window,
        bool_or(
            is_own_version
            and is_at_arrival
            and meant_at <= uncounted_closes_at
            and (closes_at is null or meant_at > closes_at)
        ) as is_in_machine_window,
        bool_or(
            not is_own_version and is_at_arrival and meant_at <= closes_at
        ) as is_by_other_version
    from windows
    group by workspace_id, delivery_id
),

checked as (
    select
        theirs.workspace_id,
        theirs.delivery_id,
        -- Of the side that would hold the achievement; of both where no goal says which.
        case
            when theirs.goal_type = 'event'
                then coalesce(theirs.platform_converted_at > event_ends.ends_at, true)
            when theirs.goal_type is not null
                then coalesce(theirs.platform_converted_at > segment_ends.ends_at, true)
            else
                coalesce(theirs.platform_converted_at > event_ends.ends_at, true)
                and coalesce(theirs.platform_converted_at > segment_ends.ends_at, true)
        end as is_ahead,
        coalesce(by_window.is_by_event_time, false) as is_by_event_time,
        -- What was superseded had its window: another achievement of that second is past it.
        coalesce(
            by_window.is_before_touch
            or (by_window.is_after_window and by_rival.delivery_id is null),
            false
        ) as is_at_boundary,
        -- T4: it had, or would have had, the latest touch.
        coalesce(by_window.is_in_machine_window or by_rival.is_later_by_machine, false)
            as is_by_own_machine,
        -- Where it was superseded its own version explains it: then it is no matter of versions.
        coalesce(by_window.is_by_other_version, false)
        and by_rival.delivery_id is null as is_by_other_version,
        by_rival.winner_mismatch_class,
        coalesce(by_rival.is_won_by_machine, false) as is_won_by_machine,
        coalesce(by_rival.is_repeat, false) as is_repeat,
        coalesce(by_rival.is_won_by_other_journey, false) as is_won_by_other_journey,
        coalesce(theirs.settled_reason = 'ineligible_type', false) as is_ineligible,
        theirs.has_journey
    from theirs
    left join by_window
        on
            theirs.workspace_id = by_window.workspace_id
            and theirs.delivery_id = by_window.delivery_id
    left join by_rival
        on
            theirs.workspace_id = by_rival.workspace_id
            and theirs.delivery_id = by_rival.delivery_id
    left join event_ends on theirs.workspace_id = event_ends.workspace_id
    left join segment_ends on theirs.workspace_id = segment_ends.workspace_id
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
    case
        when is_ahead then 'not_yet_exported'
        when is_by_event_time then 'arrival_against_event_time'
        when is_at_boundary and (not is_by_other_version or has_clear_boundary)
            then 'boundary_second'
        when is_by_own_machine then 'machine_open'
        -- What keeps the winner of ours from the platform gave the achievement to this one there.
        when winner_mismatch_class is not null then winner_mismatch_class
        when is_won_by_machine then 'machine_open'
        when is_by_other_version then 'goal_version'
        when is_repeat then 'repeat_goal'
        when is_won_by_other_journey then 'cross_journey_credit'
        when is_ineligible then 'ineligible_type'
        when not has_journey then 'journey_missing'
        else 'unknown'
    end as mismatch_class
from weighed
