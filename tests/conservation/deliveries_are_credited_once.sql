-- Deliveries that are credited twice, or whose later achievement is not later than the
-- conversion (C5).
with

achievements as (
    select *
    from {{ ref('conversion_goals__achievements') }}
    where delivery_id is not null
),

conversions as (
    select * from {{ ref('conversion_goals__conversions') }}
)

select
    achievements.workspace_id,
    achievements.delivery_id
from achievements
where achievements.outcome = 'credited'
group by achievements.workspace_id, achievements.delivery_id
having count(*) > 1

union all

select
    achievements.workspace_id,
    achievements.delivery_id
from achievements
left join conversions
    on
        achievements.workspace_id = conversions.workspace_id
        and achievements.delivery_id = conversions.delivery_id
where
    achievements.outcome = 'already_converted'
    and (
        conversions.delivery_id is null
        or conversions.converted_at > achievements.achieved_at
        or (
            conversions.converted_at = achievements.achieved_at
            and {{ byte_order('conversions.achievement_id') }}
            >= {{ byte_order('achievements.achievement_id') }}
        )
    )
