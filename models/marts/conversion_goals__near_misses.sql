-- One row per tracked delivery that did not convert and goal achievement that almost converted it,
-- with what kept the two apart.
-- A view, which costs nothing until it is asked.
{{ config(materialized='view', tags=['on_demand']) }}

with

deliveries as (
    select * from {{ ref('int_delivery_verdicts') }}
    where is_tracked and settled_reason <> 'converted'
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
    where delivery_id is not null
),

possible_touches as (
    select * from {{ ref('int_possible_touches') }}
    -- T4
    {{ 'where not is_by_machine' if not var('count_machine_opens') }}
),

governed as (
    select
        deliveries.workspace_id,
        deliveries.delivery_id,
        deliveries.campaign_id,
        deliveries.message_id,
        deliveries.journey_id,
        deliveries.person_id,
        deliveries.goal_version_id,
        deliveries.settled_reason,
        deliveries.received_at,
        deliveries.last_touch_at,
        deliveries.window_closes_at,
        journeys.entered_at,
        journeys.trigger_event_id,
        journeys.is_already_matched,
        versions.goal_type,
        versions.goal_name,
        versions.filter_rule_id,
        versions.filter_reads_trigger,
        versions.touch,
        versions.time_frame_seconds
    from deliveries
    inner join journeys
        on
            deliveries.workspace_id = journeys.workspace_id
            and deliveries.journey_id = journeys.journey_id
    inner join versions
        on
            deliveries.workspace_id = versions.workspace_id
            and deliveries.goal_version_id = versions.goal_version_id
),

touches as (
    select
        possible_touches.workspace_id,
        possible_touches.person_id,
        possible_touches.delivery_id,
        possible_touches.touched_at
    from possible_touches
    inner join governed
        on
            possible_touches.workspace_id = governed.workspace_id
            and possible_touches.delivery_id = governed.delivery_id
            and possible_touches.touch = governed.touch
),

-- What could have a place in the story: achievements of the journey's goal after its entry (C1),
-- its trigger event left out (A2), until 90 days after the last window; later ones only where they
-- claim to have come in time.
pairs as (
    select
        governed.*,
        achievements.achievement_id,
        achievements.achieved_at,
        achievements.claimed_at,
        -- A3
        governed.filter_rule_id is null or coalesce(filter_answers.holds, false) as is_passing
    from governed
    inner join achievements
        on
            governed.workspace_id = achievements.workspace_id
            and governed.person_id = achievements.person_id
            and governed.goal_type = achievements.goal_type
            and governed.goal_name = achievements.goal_name
    left join filter_answers
        on
            achievements.workspace_id = filter_answers.workspace_id
            and achievements.person_id = filter_answers.person_id
            and achievements.achievement_id = filter_answers.event_id
            and governed.filter_rule_id = filter_answers.rule_id
            and case
                when governed.filter_reads_trigger then coalesce(governed.trigger_event_id, '')
                else ''
            end = filter_answers.trigger_event_id
    where
        achievements.achieved_at > governed.entered_at
        and (
            governed.goal_type <> 'event'
            or governed.trigger_event_id is null
            or achievements.achievement_id <> governed.trigger_event_id
        )
        and (
            achievements.achieved_at <= {{ add_seconds('governed.window_closes_at', 90 * 86400) }}
            or achievements.claimed_at <= governed.window_closes_at
        )
),

with_touch as (
    {{ as_of_match(
        left='pairs', right='touches', by=['workspace_id', 'person_id', 'delivery_id'],
        left_at='achieved_at', comparison='>', right_at='touched_at', keep=['touched_at']
    ) }}
),

with_claimed_touch as (
    {{ as_of_match(
        left='with_touch', right='touches', by=['workspace_id', 'person_id', 'delivery_id'],
        left_at='claimed_at', comparison='>', right_at='touched_at',
        keep=['touched_at as claimed_touch_at']
    ) }}
),

windows as (
    select
        *,
        {{ add_seconds('touched_at', 'time_frame_seconds') }} as touch_closes_at,
        {{ add_seconds('claimed_touch_at', 'time_frame_seconds') }} as claimed_touch_closes_at,
        {{ add_seconds('received_at', 'time_frame_seconds') }} as reception_closes_at
    from with_claimed_touch
),

judged as (
    select
        *,
        case
            when is_already_matched
                then case when achieved_at <= touch_closes_at then 'already_matched' end
            when is_passing and achieved_at <= touch_closes_at then 'superseded'
            when achieved_at <= touch_closes_at then 'filter_failed'
            when
                is_passing
                and claimed_at <= claimed_touch_closes_at
                and achieved_at > claimed_touch_closes_at
                then 'arrived_late'
            when
                is_passing
                and touched_at is not null
                and achieved_at <= {{ add_seconds('window_closes_at', 90 * 86400) }}
                then 'outside_window'
            when
                is_passing
                and last_touch_at is null
                and achieved_at > received_at
                and achieved_at <= reception_closes_at
                then 'not_' || touch
        end as reason
    from windows
),

misses as (
    select
        judged.*,
        outcomes.delivery_id as winner_delivery_id
    from judged
    left join outcomes
        on
            judged.workspace_id = outcomes.workspace_id
            and judged.person_id = outcomes.person_id
            and judged.achievement_id = outcomes.achievement_id
            and judged.campaign_id = outcomes.campaign_id
            and judged.reason = 'superseded'
    where judged.reason is not null
),

winners as (
    select distinct
        workspace_id,
        person_id,
        winner_delivery_id
    from misses
    where winner_delivery_id is not null
),

-- The kind of touch that the winner's own goal version asks for.
winner_touches as (
    select
        winners.workspace_id,
        winners.person_id,
        winners.winner_delivery_id,
        possible_touches.touched_at as winner_touched_at
    from winners
    inner join {{ ref('int_delivery_verdicts') }} as verdicts
        on
            winners.workspace_id = verdicts.workspace_id
            and winners.winner_delivery_id = verdicts.delivery_id
    inner join versions
        on
            verdicts.workspace_id = versions.workspace_id
            and verdicts.goal_version_id = versions.goal_version_id
    inner join possible_touches
        on
            winners.workspace_id = possible_touches.workspace_id
            and winners.winner_delivery_id = possible_touches.delivery_id
            and versions.touch = possible_touches.touch
),

with_winner as (
    {{ as_of_match(
        left='misses', right='winner_touches',
        by=['workspace_id', 'person_id', 'winner_delivery_id'],
        left_at='achieved_at', comparison='>', right_at='winner_touched_at',
        keep=['winner_touched_at']
    ) }}
)

select
    workspace_id,
    delivery_id,
    achievement_id,
    campaign_id,
    message_id,
    journey_id,
    person_id,
    goal_version_id,
    winner_delivery_id,
    reason,
    reason = settled_reason as is_deciding,
    case reason
        when 'superseded' then {{ seconds_between('touched_at', 'winner_touched_at') }}
        when 'arrived_late' then {{ seconds_between('claimed_touch_closes_at', 'achieved_at') }}
        when 'outside_window' then {{ seconds_between('touch_closes_at', 'achieved_at') }}
    end as seconds_missed_by,
    case reason when 'arrived_late' then claimed_touch_at else touched_at end as touched_at,
    case
        when reason = 'arrived_late' then claimed_touch_closes_at
        when touched_at is null then reception_closes_at
        else touch_closes_at
    end as window_closes_at,
    winner_touched_at,
    achieved_at,
    claimed_at
from with_winner
