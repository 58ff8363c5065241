-- One row per conversion of ours, with what would be otherwise under each rule that a platform may
-- follow instead.
-- A view, which costs nothing until it is asked.
{{ config(materialized='view') }}

with

conversions as (
    select * from {{ ref('conversion_goals__conversions') }}
),

deliveries as (
    select * from {{ ref('int_delivery_verdicts') }}
    where settled_reason = 'converted'
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

possible_touches as (
    select * from {{ ref('int_possible_touches') }}
),

counted_touches as (
    select * from possible_touches
    where is_counted
),

uncounted_touches as (
    select * from possible_touches
    where not is_counted
),

platform_conversions as (
    select * from {{ ref('int_platform_conversions') }}
),

ours as (
    select
        conversions.workspace_id,
        conversions.delivery_id,
        conversions.campaign_id,
        conversions.journey_id,
        conversions.person_id,
        conversions.achievement_id,
        conversions.touch_at,
        conversions.converted_at,
        deliveries.delivery_type,
        journeys.entered_at,
        journeys.trigger_event_id,
        versions.goal_type,
        versions.goal_name,
        versions.touch,
        versions.time_frame_seconds,
        achievements.claimed_at,
        {{ add_seconds('conversions.touch_at', 'versions.time_frame_seconds') }} as closes_at,
        row_number() over (
            partition by conversions.workspace_id, conversions.person_id, conversions.campaign_id
            order by conversions.converted_at, {{ byte_order('conversions.achievement_id') }}
        ) > 1 as is_repeat
    from conversions
    inner join deliveries
        on
            conversions.workspace_id = deliveries.workspace_id
            and conversions.delivery_id = deliveries.delivery_id
    inner join journeys
        on
            conversions.workspace_id = journeys.workspace_id
            and conversions.journey_id = journeys.journey_id
    inner join versions
        on
            conversions.workspace_id = versions.workspace_id
            and conversions.goal_version_id = versions.goal_version_id
    inner join achievements
        on
            conversions.workspace_id = achievements.workspace_id
            and conversions.person_id = achievements.person_id
            and conversions.achievement_id = achievements.achievement_id
            and versions.goal_type = achievements.goal_type
),

touches as (
    select
        counted_touches.workspace_id,
        counted_touches.delivery_id,
        counted_touches.touched_at,
        counted_touches.is_by_machine
    from counted_touches
    inner join ours
        on
            counted_touches.workspace_id = ours.workspace_id
            and counted_touches.delivery_id = ours.delivery_id
            and counted_touches.touch = ours.touch
),

human_touches as (
    select * from touches
    where not is_by_machine
),

with_claimed_touch as (
    {{ as_of_match(
        left='ours', right='touches', by=['workspace_id', 'delivery_id'],
        left_at='claimed_at', comparison='>', right_at='touched_at',
        keep=['touched_at as claimed_touch_at']
    ) }}
),

with_human_touch as (
    {{ as_of_match(
        left='with_claimed_touch', right='human_touches', by=['workspace_id', 'delivery_id'],
        left_at='converted_at', comparison='>', right_at='touched_at',
        keep=['touched_at as human_touch_at']
    ) }}
),

-- What the platform gave to another delivery of the person in the campaign: at the achievement's
-- claimed time, or at its arrival.
moved as (
    select
        ours.workspace_id,
        ours.delivery_id,
        bool_or(
            {{ is_within_a_second('others.platform_converted_at', 'ours.claimed_at') }}
        ) as is_moved_by_claim,
        bool_or(
            {{ is_within_a_second('others.platform_converted_at', 'ours.converted_at') }}
        ) as is_moved,
        bool_or(
            others.journey_id <> ours.journey_id
            and others.has_journey
            and others.settled_reason not in ('ineligible_type', 'no_goal', 'not_received')
            and {{ is_within_a_second('others.platform_converted_at', 'ours.converted_at') }}
        ) as is_moved_to_other_journey,
        bool_or(
            others.has_journey
            and others.settled_reason = 'no_goal'
            and {{ is_within_a_second('others.platform_converted_at', 'ours.converted_at') }}
        ) as is_moved_to_other_version,
        bool_or(
            ours.converted_at
            <= {{ add_seconds('other_machines.touched_at', 'others.time_frame_seconds') }}
            and {{ is_within_a_second('others.platform_converted_at', 'ours.converted_at') }}
        ) as is_moved_to_machine,
        bool_or(
            others.settled_reason = 'ineligible_type'
            and {{ is_within_a_second('others.platform_converted_at', 'ours.converted_at') }}
        ) as is_moved_to_ineligible,
        bool_or(
            not others.has_journey
            and {{ is_within_a_second('others.platform_converted_at', 'ours.converted_at') }}
        ) as is_moved_to_missing_journey
    from ours
    inner join platform_conversions as others
        on
            ours.workspace_id = others.workspace_id
            and ours.person_id = others.person_id
            and ours.campaign_id = others.campaign_id
            and ours.delivery_id <> others.delivery_id
    left join uncounted_touches as other_machines
        on
            others.workspace_id = other_machines.workspace_id
            and others.delivery_id = other_machines.delivery_id
            and others.touch = other_machines.touch
            and ours.touch_at < other_machines.touched_at
            and ours.converted_at > other_machines.touched_at
    where not others.is_ours
    group by ours.workspace_id, ours.delivery_id
),

-- Versions set after the entry, which a platform that restates history would apply (G4).
later_versions as (
    select
        ours.*,
        versions.touch as later_touch,
        versions.goal_type as later_goal_type,
        versions.goal_name as later_goal_name,
        versions.filter_rule_id as later_filter_rule_id,
        versions.time_frame_seconds as later_time_frame_seconds,
        {{ asked_trigger('versions.filter_reads_trigger', 'ours.trigger_event_id') }}
            as later_trigger_event_id
    from ours
    inner join versions
        on
            ours.workspace_id = versions.workspace_id
            and ours.campaign_id = versions.campaign_id
            and ours.entered_at < versions.reigns_from
),

later_touches as (
    select
        counted_touches.workspace_id,
        counted_touches.delivery_id,
        counted_touches.touch as later_touch,
        counted_touches.touched_at as later_touched_at
    from counted_touches
    inner join ours
        on
            counted_touches.workspace_id = ours.workspace_id
            and counted_touches.delivery_id = ours.delivery_id
),

with_later_touch as (
    {{ as_of_match(
        left='later_versions', right='later_touches',
        by=['workspace_id', 'delivery_id', 'later_touch'],
        left_at='converted_at', comparison='>', right_at='later_touched_at',
        keep=['later_touched_at']
    ) }}
),

by_version as (
    select
        with_later_touch.workspace_id,
        with_later_touch.delivery_id,
        not bool_and(
            coalesce(
                with_later_touch.later_goal_type = with_later_touch.goal_type
                and with_later_touch.later_goal_name = with_later_touch.goal_name
                and with_later_touch.converted_at
                <= {{ add_seconds(
                    'with_later_touch.later_touched_at',
                    'with_later_touch.later_time_frame_seconds'
                ) }}
                and (with_later_touch.later_filter_rule_id is null or filter_answers.holds),
                false
            )
        ) as differs_by_version
    from with_later_touch
    left join filter_answers
        on
            with_later_touch.workspace_id = filter_answers.workspace_id
            and with_later_touch.achievement_id = filter_answers.event_id
            and with_later_touch.later_filter_rule_id = filter_answers.rule_id
            and with_later_touch.later_trigger_event_id = filter_answers.trigger_event_id
    group by with_later_touch.workspace_id, with_later_touch.delivery_id
)

select
    with_human_touch.workspace_id,
    with_human_touch.delivery_id,
    with_human_touch.achievement_id,
    coalesce(
        not {{ is_within_a_second('with_human_touch.claimed_at', 'with_human_touch.converted_at') }}
        and (
            with_human_touch.claimed_touch_at is null
            or with_human_touch.claimed_at
            > {{ add_seconds(
                'with_human_touch.claimed_touch_at', 'with_human_touch.time_frame_seconds'
            ) }}
            or moved.is_moved_by_claim
        ),
        false
    ) as differs_by_event_time,
    {{ seconds_between('with_human_touch.touch_at', 'with_human_touch.converted_at') }} = 0
    or {{ seconds_between('with_human_touch.converted_at', 'with_human_touch.closes_at') }} = 0
        as is_at_boundary,
    with_human_touch.human_touch_at is null
    or with_human_touch.converted_at
    > {{ add_seconds('with_human_touch.human_touch_at', 'with_human_touch.time_frame_seconds') }}
    or (
        with_human_touch.human_touch_at < with_human_touch.touch_at
        and coalesce(moved.is_moved, false)
    ) as rests_on_machine,
    coalesce(by_version.differs_by_version, false) as differs_by_version,
    with_human_touch.is_repeat,
    coalesce(moved.is_moved_to_other_journey, false) as is_moved_to_other_journey,
    coalesce(moved.is_moved_to_other_version, false) as is_moved_to_other_version,
    coalesce(moved.is_moved_to_machine, false) as is_moved_to_machine,
    coalesce(moved.is_moved_to_ineligible, false) as is_moved_to_ineligible,
    coalesce(moved.is_moved_to_missing_journey, false) as is_moved_to_missing_journey,
    -- E1: what the vendor's source names; in-app, WhatsApp and webhooks are decisions and switches.
    with_human_touch.delivery_type not in ('email', 'sms', 'push') as is_of_other_type
from with_human_touch
left join moved
    on
        with_human_touch.workspace_id = moved.workspace_id
        and with_human_touch.delivery_id = moved.delivery_id
left join by_version
    on
        with_human_touch.workspace_id = by_version.workspace_id
        and with_human_touch.delivery_id = by_version.delivery_id
