-- One row per journey and checkpoint: what the platform did there, and what each of the four exit
-- settings says.
-- A view, which costs nothing until it is asked. The person stands in the key of every window and
-- group: so DuckDB goes through theirs alone for whoever asks for one.
{{ config(materialized='view', tags=['on_demand']) }}

with

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

stretches as (
    select * from {{ ref('int_audience_stretches') }}
),

deliveries as (
    select * from {{ ref('stg_customerio__deliveries') }}
),

steps as (
    select * from {{ ref('stg_customerio__outputs') }}
    where step_kind in ('delivery', 'exit')
),

governed as (
    select
        journeys.workspace_id,
        journeys.journey_id,
        journeys.person_id,
        journeys.entered_at,
        journeys.trigger_event_id,
        versions.goal_type,
        versions.goal_name,
        versions.filter_rule_id,
        {{ asked_trigger('versions.filter_reads_trigger', 'journeys.trigger_event_id') }}
            as filter_trigger_event_id
    from journeys
    inner join versions
        on
            journeys.workspace_id = versions.workspace_id
            and journeys.goal_version_id = versions.goal_version_id
    where not journeys.is_already_matched
),

-- X4: the first achievement after the entry, by arrival; and by what its sender claims.
goals_achieved as (
    select
        governed.workspace_id,
        governed.person_id,
        governed.journey_id,
        min(achievements.achieved_at) as goal_due_at,
        min(
            case
                when achievements.claimed_at > governed.entered_at then achievements.claimed_at
            end
        ) as goal_claimed_at
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
            and governed.filter_trigger_event_id = filter_answers.trigger_event_id
    where
        achievements.achieved_at > governed.entered_at
        and (governed.filter_rule_id is null or filter_answers.holds)
        -- A2: the trigger event never counts in its journey.
        and (
            governed.goal_type <> 'event'
            or governed.trigger_event_id is null
            or achievements.achievement_id <> governed.trigger_event_id
        )
    group by governed.workspace_id, governed.person_id, governed.journey_id
),

-- X8: the entry, every delivery, every step that is a delivery or an exit.
happenings as (
    select
        workspace_id,
        journey_id,
        entered_at as looked_at,
        0 as deliveries,
        false as is_sent,
        false as is_exit,
        false as is_skip
    from journeys

    union all

    select
        workspace_id,
        journey_id,
        created_at as looked_at,
        1 as deliveries,
        true as is_sent,
        false as is_exit,
        false as is_skip
    from deliveries

    union all

    select
        workspace_id,
        journey_id,
        reached_at as looked_at,
        0 as deliveries,
        step_kind = 'delivery' and delivery_id is not null as is_sent,
        step_kind = 'exit' as is_exit,
        step_kind = 'delivery' and delivery_id is null as is_skip
    from steps
),

checkpoints as (
    select
        journeys.workspace_id,
        journeys.journey_id,
        journeys.campaign_id,
        journeys.person_id,
        journeys.goal_version_id,
        journeys.exit_setting,
        journeys.judged_audience_rule_id,
        journeys.is_already_matched,
        journeys.entered_at,
        happenings.looked_at,
        sum(happenings.deliveries) as deliveries,
        case
            when bool_or(happenings.is_sent) then 'sent'
            when bool_or(happenings.is_exit) then 'exited'
            when bool_or(happenings.is_skip) then 'skipped'
            else 'entered'
        end as platform_action
    from journeys
    inner join happenings
        on
            journeys.workspace_id = happenings.workspace_id
            and journeys.journey_id = happenings.journey_id
    -- X8: what lies before the entry is none.
    where happenings.looked_at >= journeys.entered_at
    group by
        journeys.workspace_id,
        journeys.journey_id,
        journeys.campaign_id,
        journeys.person_id,
        journeys.goal_version_id,
        journeys.exit_setting,
        journeys.judged_audience_rule_id,
        journeys.is_already_matched,
        journeys.entered_at,
        happenings.looked_at
),

-- X5: the state at the checkpoint itself. X6: since when, at the earliest the entry.
conditions as (
    select
        checkpoints.*,
        case
            when checkpoints.is_already_matched then checkpoints.entered_at
            else goals_achieved.goal_due_at
        end as goal_due_at,
        goals_achieved.goal_claimed_at,
        not stretches.is_matching as is_not_matching,
        case
            when stretches.is_matching or stretches.is_matching is null then null
            when stretches.starts_at > checkpoints.entered_at then stretches.starts_at
            else checkpoints.entered_at
        end as not_matching_since
    from checkpoints
    left join goals_achieved
        on
            checkpoints.workspace_id = goals_achieved.workspace_id
            and checkpoints.person_id = goals_achieved.person_id
            and checkpoints.journey_id = goals_achieved.journey_id
    left join stretches
        on
            checkpoints.workspace_id = stretches.workspace_id
            and coalesce(checkpoints.person_id, '') = coalesce(stretches.person_id, '')
            -- Nobody's journey stands for itself.
            and case when checkpoints.person_id is null then checkpoints.journey_id else '' end
            = coalesce(stretches.journey_id, '')
            and checkpoints.judged_audience_rule_id = stretches.audience_rule_id
            and (checkpoints.looked_at >= stretches.starts_at or stretches.starts_at is null)
            and (checkpoints.looked_at < stretches.ends_at or stretches.ends_at is null)
),

-- X6: who has left does not come back, so the first checkpoint decides.
first_held as (
    select
        *,
        min(case when looked_at >= goal_due_at then looked_at end) over (
            partition by workspace_id, person_id, journey_id
        ) as goal_exit_at,
        min(case when is_not_matching then looked_at end) over (
            partition by workspace_id, person_id, journey_id
        ) as stop_exit_at,
        min(not_matching_since) over (
            partition by workspace_id, person_id, journey_id
        ) as stop_due_at
    from conditions
),

said as (
    select
        *,
        coalesce(looked_at >= goal_due_at, false) as is_goal_achieved,
        coalesce(looked_at >= goal_exit_at, false) as has_left_by_goal_achieved,
        coalesce(looked_at >= stop_exit_at, false) as has_left_by_stops_matching,
        exit_setting in ('goal_achieved', 'goal_achieved_or_stops_matching') as asks_goal,
        exit_setting in ('stops_matching', 'goal_achieved_or_stops_matching') as asks_audience
    from first_held
),

settled as (
    select
        *,
        case
            when exit_setting is not null
                then
                    (asks_goal and has_left_by_goal_achieved)
                    or (asks_audience and has_left_by_stops_matching)
        end as has_left,
        -- X7: of the conditions that hold at the exit the one that came first.
        case
            when
                asks_goal and has_left_by_goal_achieved
                and asks_audience and has_left_by_stops_matching
                then
                    case
                        when goal_exit_at < stop_exit_at then goal_due_at
                        when stop_exit_at < goal_exit_at then stop_due_at
                        when stop_due_at < goal_due_at then stop_due_at
                        else goal_due_at
                    end
            when asks_goal and has_left_by_goal_achieved then goal_due_at
            when asks_audience and has_left_by_stops_matching then stop_due_at
        end as due_at
    from said
),

classed as (
    select
        *,
        case
            when exit_setting is null then null
            when platform_action = 'exited' and has_left then 'correct_exit'
            when platform_action = 'exited' then 'premature_exit'
            when platform_action <> 'sent' then null
            when has_left then 'exit_due_rule_gap'
            when asks_goal and goal_claimed_at <= looked_at then 'exit_due_data_late'
            when has_left_by_goal_achieved or has_left_by_stops_matching then 'exit_not_configured'
            else 'correct_send'
        end as exit_class
    from settled
)

select
    workspace_id,
    journey_id,
    looked_at,
    campaign_id,
    person_id,
    goal_version_id,
    exit_setting,
    platform_action,
    cast(deliveries as bigint) as deliveries,
    exit_class,
    is_goal_achieved,
    is_not_matching,
    has_left,
    has_left_by_goal_achieved,
    has_left_by_stops_matching,
    has_left_by_goal_achieved or has_left_by_stops_matching
        as has_left_by_goal_achieved_or_stops_matching,
    false as has_left_by_never,
    case exit_class
        when 'exit_due_rule_gap' then {{ seconds_between('due_at', 'looked_at') }}
        when 'exit_due_data_late' then {{ seconds_between('goal_claimed_at', 'looked_at') }}
    end as seconds_too_late,
    due_at,
    not_matching_since
from classed
