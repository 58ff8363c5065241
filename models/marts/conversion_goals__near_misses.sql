-- One row per tracked delivery that did not convert and goal achievement that almost converted it,
-- with what kept the two apart.
-- A view, which costs nothing until it is asked. Each step below is read once: what is read twice
-- an engine makes whole, whichever deliveries or people are asked for.
{{ config(materialized='view', tags=['on_demand']) }}
{%- set of_pair = [
    'workspace_id', 'delivery_id', 'achievement_id', 'campaign_id', 'message_id', 'journey_id',
    'person_id', 'goal_version_id', 'settled_reason', 'is_already_matched', 'is_passing', 'touch',
    'time_frame_seconds', 'received_at', 'last_touch_at', 'window_closes_at', 'achieved_at',
    'claimed_at'
] %}

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

touches as (
    select * from {{ ref('int_possible_touches') }}
    where is_counted
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
            and {{ asked_trigger('governed.filter_reads_trigger', 'governed.trigger_event_id') }}
            = filter_answers.trigger_event_id
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

-- The latest touches before the achievement, and before the time that it claims.
with_touches as (
    select
        {%- for column in of_pair %}
        pairs.{{ column }},
        {%- endfor %}
        max(
            case when touches.touched_at < pairs.achieved_at then touches.touched_at end
        ) as touched_at,
        max(
            case when touches.touched_at < pairs.claimed_at then touches.touched_at end
        ) as claimed_touch_at
    from pairs
    left join touches
        on
            pairs.workspace_id = touches.workspace_id
            and pairs.person_id = touches.person_id
            and pairs.delivery_id = touches.delivery_id
            and pairs.touch = touches.touch
    group by {{ 'pairs.' ~ of_pair | join(', pairs.') }}
),

windows as (
    select
        *,
        {{ add_seconds('touched_at', 'time_frame_seconds') }} as touch_closes_at,
        {{ add_seconds('claimed_touch_at', 'time_frame_seconds') }} as claimed_touch_closes_at,
        {{ add_seconds('received_at', 'time_frame_seconds') }} as reception_closes_at
    from with_touches
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
        outcomes.delivery_id as winner_delivery_id,
        outcomes.touch_at as winner_touch_at
    from judged
    left join outcomes
        on
            judged.workspace_id = outcomes.workspace_id
            and judged.person_id = outcomes.person_id
            and judged.achievement_id = outcomes.achievement_id
            and judged.campaign_id = outcomes.campaign_id
            and judged.reason = 'superseded'
    where judged.reason is not null
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
        when 'superseded' then {{ seconds_between('touched_at', 'winner_touch_at') }}
        when 'arrived_late' then {{ seconds_between('claimed_touch_closes_at', 'achieved_at') }}
        when 'outside_window' then {{ seconds_between('touch_closes_at', 'achieved_at') }}
    end as seconds_missed_by,
    case reason when 'arrived_late' then claimed_touch_at else touched_at end as touch_at,
    case
        when reason = 'arrived_late' then claimed_touch_closes_at
        when touched_at is null then reception_closes_at
        else touch_closes_at
    end as window_closes_at,
    winner_touch_at,
    achieved_at,
    claimed_at
from misses
