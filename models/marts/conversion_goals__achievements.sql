-- One row per goal achievement and campaign in which it is looked at, with what became of it there.
{{ config(
    materialized='incremental',
    incremental_strategy=replacement('groups'),
    unique_key=['workspace_id'],
    meta={'conversion_goals': {
        'groups': 'int_owners_to_rebuild',
        'which': 'is_replaced',
        'owner': owner_id('person_id')
    }}
) }}
-- depends_on: {{ ref('base_arrivals') }}
-- depends_on: {{ ref('int_owners_to_rebuild') }}

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
    where {{ is_rebuilt('workspace_id', owner_id('person_id'), replaced=true) }}
),

journeys as (
    select
        person_number,
        campaign_id,
        entered_at
    from {{ ref('int_journeys') }}
    where person_number is not null and campaign_id is not null
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

entries as (
    select
        person_number,
        campaign_id,
        min(entered_at) as first_entered_at,
        max(entered_at) as last_entered_at,
        max(entered_at) > {{ add_seconds('min(entered_at)', 2 * 365 * 86400) }} as has_gaps
    from journeys
    group by person_number, campaign_id
),

near_entries as (
    select
        achievements.achievement_number,
        achievements.person_number,
        entries.campaign_id,
        achievements.achieved_at,
        {{ add_seconds('achievements.achieved_at', 365 * 86400) }} as a_year_later,
        entries.has_gaps
    from achievements
    inner join goals
        on
            achievements.workspace_id = goals.workspace_id
            and achievements.goal_type = goals.goal_type
            and achievements.goal_name = goals.goal_name
    inner join entries
        on
            achievements.person_number = entries.person_number
            and goals.campaign_id = entries.campaign_id
    where
        achievements.achieved_at >= {{ add_seconds('entries.first_entered_at', -365 * 86400) }}
        and achievements.achieved_at <= {{ add_seconds('entries.last_entered_at', 365 * 86400) }}
),

-- Between two entries at most two years apart nothing is further than one from both.
with_gaps as (
    select * from near_entries
    where has_gaps
),

journeys_with_gaps as (
    select * from journeys
    where
        (person_number, campaign_id) in (
            select
                entries.person_number,
                entries.campaign_id
            from entries
            where entries.has_gaps
        )
),

with_last_entry as (
    {{ as_of_match(
        left='with_gaps', right='journeys_with_gaps', by=['person_number', 'campaign_id'],
        left_at='a_year_later', comparison='>=', right_at='entered_at', keep=['entered_at']
    ) }}
),

-- Looked at in the campaigns with that goal that the person entered within 365 days of it, before
-- or after.
looked_at as (
    select
        achievement_number,
        campaign_id
    from near_entries
    where not has_gaps

    union all

    select
        achievement_number,
        campaign_id
    from with_last_entry
    where entered_at >= {{ add_seconds('achieved_at', -365 * 86400) }}
),

answers as (
    select
        group_achievements.achievement_number,
        group_achievements.campaign_id,
        bool_or(not group_achievements.is_already_matched) as some_unmatched,
        bool_or(group_achievements.is_satisfying) as some_satisfied,
        bool_or(
            group_achievements.is_satisfying
            and coalesce(first_touches.first_touched_at < group_achievements.achieved_at, false)
        ) as some_touched
    from group_achievements
    left join first_touches on group_achievements.group_id = first_touches.group_id
    group by group_achievements.achievement_number, group_achievements.campaign_id
),

-- Credit reaches further than a year: a journey may send messages for longer.
with_credit as (
    select
        coalesce(looked_at.achievement_number, credits.achievement_number) as achievement_number,
        coalesce(looked_at.campaign_id, credits.campaign_id) as campaign_id,
        credits.delivery_id,
        credits.touched_at,
        credits.is_conversion
    from looked_at
    full outer join credits
        on
            looked_at.achievement_number = credits.achievement_number
            and looked_at.campaign_id = credits.campaign_id
)

select
    achievements.workspace_id,
    achievements.achievement_id,
    with_credit.campaign_id,
    achievements.person_id,
    with_credit.delivery_id,
    case
        when with_credit.is_conversion then 'credited'
        when with_credit.delivery_id is not null then 'already_converted'
        when answers.achievement_number is null then 'no_journey'
        when not answers.some_unmatched then 'already_matched'
        when not answers.some_satisfied then 'filter_failed'
        when not answers.some_touched then 'no_touch'
        else 'outside_window'
    end as outcome,
    with_credit.touched_at as touch_at,
    achievements.achieved_at
from with_credit
inner join achievements on with_credit.achievement_number = achievements.achievement_number
left join answers
    on
        with_credit.achievement_number = answers.achievement_number
        and with_credit.campaign_id = answers.campaign_id
