-- One row per touch that could take credit, with how its wait for a goal achievement ended, and in
-- how many days.
-- Of all history; a view, which costs nothing until it is asked.
{{ config(materialized='view') }}

with

-- A delivery of nobody has no achievements to wait for, an already matched one waits in vain (A6).
deliveries as (
    select * from {{ ref('int_delivery_verdicts') }}
    where is_tracked and settled_reason <> 'already_matched' and person_id is not null
),

journeys as (
    select * from {{ ref('int_journey_verdicts') }}
),

versions as (
    select * from {{ ref('int_goal_versions') }}
),

workspaces as (
    select * from {{ ref('int_workspaces') }}
),

achievements as (
    select * from {{ ref('int_achievement_history') }}
),

filter_answers as (
    select * from {{ ref('int_filter_answers') }}
    where holds
),

possible_touches as (
    select * from {{ ref('int_possible_touches') }}
    where is_counted
),

-- A2: where a journey's trigger event is itself an achievement after its entry, it must not see it.
own_triggers as (
    select
        journeys.workspace_id,
        journeys.journey_id,
        achievements.person_id,
        achievements.achievement_id as hidden_event_id
    from journeys
    inner join achievements
        on
            journeys.workspace_id = achievements.workspace_id
            and journeys.trigger_event_id = achievements.achievement_id
    where achievements.goal_type = 'event' and achievements.achieved_at > journeys.entered_at
),

touches as (
    select
        deliveries.workspace_id,
        deliveries.delivery_id,
        deliveries.campaign_id,
        deliveries.person_id,
        deliveries.created_at,
        deliveries.converted_at,
        versions.goal_type,
        versions.goal_name,
        versions.touch,
        versions.time_frame_seconds,
        coalesce(versions.filter_rule_id, '') as filter_rule_id,
        {{ asked_trigger('versions.filter_reads_trigger', 'journeys.trigger_event_id') }}
            as trigger_event_id,
        coalesce(own_triggers.hidden_event_id, '') as hidden_event_id,
        possible_touches.touched_at,
        -- C1: an achievement counts from the journey's entry on, even where the touch came before.
        greatest(possible_touches.touched_at, journeys.entered_at) as counts_from
    from deliveries
    inner join journeys
        on
            deliveries.workspace_id = journeys.workspace_id
            and deliveries.journey_id = journeys.journey_id
    inner join versions
        on
            deliveries.workspace_id = versions.workspace_id
            and deliveries.goal_version_id = versions.goal_version_id
    inner join possible_touches
        on
            deliveries.workspace_id = possible_touches.workspace_id
            and deliveries.delivery_id = possible_touches.delivery_id
            and versions.touch = possible_touches.touch
    left join own_triggers
        on
            deliveries.workspace_id = own_triggers.workspace_id
            and deliveries.journey_id = own_triggers.journey_id
            and deliveries.person_id = own_triggers.person_id
),

-- C3: of the touches of one instant the later delivery's takes the credit.
at_instants as (
    select
        *,
        last_value(delivery_id) over (
            partition by workspace_id, campaign_id, person_id, goal_type, goal_name, touched_at
            order by created_at, {{ byte_order('delivery_id') }}
            rows between unbounded preceding and unbounded following
        ) as last_delivery_id
    from touches
),

-- C2: the credit goes to the latest touch, so the next one for the same goal ends the wait.
with_next as (
    select
        *,
        lead(touched_at) over (
            partition by workspace_id, campaign_id, person_id, goal_type, goal_name
            order by touched_at, created_at, {{ byte_order('delivery_id') }}
        ) as next_touched_at,
        lead(last_delivery_id) over (
            partition by workspace_id, campaign_id, person_id, goal_type, goal_name
            order by touched_at, created_at, {{ byte_order('delivery_id') }}
        ) as next_delivery_id
    from at_instants
),

-- C5: once converted, a delivery waits for nothing more.
waits as (
    select * from with_next
    where converted_at is null or converted_at > touched_at
),

filters as (
    select distinct
        workspace_id,
        goal_type,
        goal_name,
        coalesce(filter_rule_id, '') as filter_rule_id
    from versions
    where goal_type is not null
),

-- A3: what passes each filter; where a goal has none, everything.
passing as (
    select
        achievements.*,
        filters.filter_rule_id,
        coalesce(filter_answers.trigger_event_id, '') as trigger_event_id
    from achievements
    inner join filters
        on
            achievements.workspace_id = filters.workspace_id
            and achievements.goal_type = filters.goal_type
            and achievements.goal_name = filters.goal_name
    left join filter_answers
        on
            achievements.workspace_id = filter_answers.workspace_id
            and achievements.achievement_id = filter_answers.event_id
            and filters.filter_rule_id = filter_answers.rule_id
    where filters.filter_rule_id = '' or filter_answers.rule_id is not null
),

hidden as (
    select distinct
        workspace_id,
        person_id,
        hidden_event_id
    from own_triggers
),

satisfying as (
    select
        workspace_id,
        person_id,
        goal_type,
        goal_name,
        filter_rule_id,
        trigger_event_id,
        '' as hidden_event_id,
        achieved_at
    from passing

    union all

    select
        passing.workspace_id,
        passing.person_id,
        passing.goal_type,
        passing.goal_name,
        passing.filter_rule_id,
        passing.trigger_event_id,
        hidden.hidden_event_id,
        passing.achieved_at
    from passing
    inner join hidden
        on
            passing.workspace_id = hidden.workspace_id
            and passing.person_id = hidden.person_id
            and passing.achievement_id <> hidden.hidden_event_id
),

with_achievement as (
    {{ as_of_match(
        left='waits', right='satisfying',
        by=[
            'workspace_id', 'person_id', 'goal_type', 'goal_name', 'filter_rule_id',
            'trigger_event_id', 'hidden_event_id'
        ],
        left_at='counts_from', comparison='<', right_at='achieved_at', keep=['achieved_at']
    ) }}
),

-- What is later than as_of nobody has seen, and no time frame is longer than 90 days (G2).
limited as (
    select
        with_achievement.*,
        least(
            workspaces.as_of, {{ add_seconds('with_achievement.touched_at', 90 * 86400) }}
        ) as seen_until
    from with_achievement
    inner join workspaces on with_achievement.workspace_id = workspaces.workspace_id
    where with_achievement.touched_at <= workspaces.as_of
),

seen as (
    select
        workspace_id,
        campaign_id,
        touch,
        delivery_id,
        next_delivery_id,
        time_frame_seconds,
        touched_at,
        seen_until,
        case when achieved_at <= seen_until then achieved_at end as achieved_at,
        case when next_touched_at <= seen_until then next_touched_at end as next_touched_at
    from limited
),

-- C1: a touch at the achievement's own instant comes too late to take it.
ended as (
    select
        *,
        coalesce(achieved_at, seen_until) as achievement_ended_at,
        least(coalesce(achieved_at, seen_until), coalesce(next_touched_at, seen_until)) as ended_at,
        case
            when achieved_at > next_touched_at or achieved_at is null
                then
                    case
                        when next_touched_at is null then 'censored'
                        when next_delivery_id = delivery_id then 'repeated'
                        else 'superseded'
                    end
            when achieved_at <= {{ add_seconds('touched_at', 'time_frame_seconds') }}
                then 'converted'
            else 'converted_later'
        end as ending
    from seen
)

select
    workspace_id,
    delivery_id,
    campaign_id,
    touch,
    ending,
    achieved_at is not null as is_achieved,
    {{ days_up_to('touched_at', 'ended_at') }} as days,
    {{ days_up_to('touched_at', 'achievement_ended_at') }} as days_to_any,
    touched_at,
    ended_at
from ended
