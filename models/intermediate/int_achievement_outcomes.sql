-- One row per goal achievement and campaign in which it is looked at, with what became of it there.
{{ config(materialized='view') }}

with

goals as (
    select distinct
        workspace_id,
        campaign_id,
        goal_type,
        goal_name
    from {{ ref('stg_customerio__campaign_goals') }}
    where goal_type is not null and campaign_id is not null
),

achievements as (
    select * from {{ ref('int_goal_achievements') }}
),

journeys as (
    select * from {{ ref('int_journeys') }}
    where person_id is not null and campaign_id is not null
),

group_achievements as (
    select * from {{ ref('int_group_achievements') }}
    where is_persons_own
),

credits as (
    select * from {{ ref('int_credits') }}
),

first_touches as (
    select
        group_id,
        min(touched_at) as first_touched_at
    from {{ ref('int_touches') }}
    group by group_id
),

-- The days within 365 of some journey, as few stretches: an achievement falls in at most one.
previous_entries as (
    select
        *,
        lag(entered_at) over (
            partition by workspace_id, person_id, campaign_id
            order by entered_at, journey_id
        ) as previous_entered_at
    from journeys
),

starts as (
    select
        *,
        case
            when entered_at <= {{ add_seconds('previous_entered_at', 2 * 365 * 86400) }} then 0
            else 1
        end as is_start
    from previous_entries
),

numbered as (
    select
        *,
        sum(is_start) over (
            partition by workspace_id, person_id, campaign_id
            order by entered_at, journey_id
            rows between unbounded preceding and current row
        ) as stretch
    from starts
),

stretches as (
    select
        workspace_id,
        person_id,
        campaign_id,
        {{ add_seconds('min(entered_at)', -365 * 86400) }} as starts_at,
        {{ add_seconds('max(entered_at)', 365 * 86400) }} as ends_at
    from numbered
    group by workspace_id, person_id, campaign_id, stretch
),

looked_at as (
    select
        achievements.workspace_id,
        achievements.achievement_id,
        stretches.campaign_id,
        achievements.person_id,
        achievements.achieved_at
    from achievements
    inner join goals
        on
            achievements.workspace_id = goals.workspace_id
            and achievements.goal_type = goals.goal_type
            and achievements.goal_name = goals.goal_name
    inner join stretches
        on
            achievements.workspace_id = stretches.workspace_id
            and achievements.person_id = stretches.person_id
            and goals.campaign_id = stretches.campaign_id
            and achievements.achieved_at between stretches.starts_at and stretches.ends_at

    union

    -- Credit reaches further than a year: a journey may send messages for longer.
    select
        workspace_id,
        achievement_id,
        campaign_id,
        person_id,
        achieved_at
    from credits
),

answers as (
    select
        group_achievements.workspace_id,
        group_achievements.achievement_id,
        group_achievements.campaign_id,
        max(case when group_achievements.is_already_matched then 0 else 1 end) as some_unmatched,
        max(case when group_achievements.is_satisfying then 1 else 0 end) as some_satisfied,
        max(
            case
                when
                    group_achievements.is_satisfying
                    and first_touches.first_touched_at < group_achievements.achieved_at
                    then 1
                else 0
            end
        ) as some_touched
    from group_achievements
    left join first_touches on group_achievements.group_id = first_touches.group_id
    group by
        group_achievements.workspace_id,
        group_achievements.achievement_id,
        group_achievements.campaign_id
)

select
    looked_at.workspace_id,
    looked_at.achievement_id,
    looked_at.campaign_id,
    looked_at.person_id,
    looked_at.achieved_at,
    case
        when credits.is_conversion then 'credited'
        when credits.delivery_id is not null then 'already_converted'
        when answers.achievement_id is null then 'no_journey'
        when answers.some_unmatched = 0 then 'already_matched'
        when answers.some_satisfied = 0 then 'filter_failed'
        when answers.some_touched = 0 then 'no_touch'
        else 'outside_window'
    end as outcome,
    credits.delivery_id
from looked_at
left join credits
    on
        looked_at.workspace_id = credits.workspace_id
        and looked_at.achievement_id = credits.achievement_id
        and looked_at.campaign_id = credits.campaign_id
left join answers
    on
        looked_at.workspace_id = answers.workspace_id
        and looked_at.achievement_id = answers.achievement_id
        and looked_at.campaign_id = answers.campaign_id
