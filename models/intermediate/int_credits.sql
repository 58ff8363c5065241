-- One row per goal achievement and campaign in which it takes credit: the delivery that it goes to
-- (C1 to C6).
with

achievements as (
    select * from {{ ref('int_group_achievements') }}
    where is_satisfying
),

-- Of touches at one instant only the last by C3 can win.
touches as (
    select
        *,
        row_number() over (
            partition by group_id, touched_at
            order by created_at desc, {{ byte_order('delivery_id') }} desc
        ) as position
    from {{ ref('int_touches') }} as touches
    where
        exists (
            select 1 from achievements
            where touches.group_id = achievements.group_id
        )
),

last_of_instant as (
    select * from touches
    where position = 1
),

-- C1, C2: of a group only the latest touch strictly before an achievement can be the one.
matched as (
    {{ as_of_match(
        left='achievements', right='last_of_instant', by=['group_id'],
        left_at='achieved_at', comparison='>', right_at='touched_at',
        keep=['delivery_id', 'touched_at', 'closes_at', 'created_at']
    ) }}
),

-- C3: of several groups the latest touch, then the later delivery.
ranked as (
    select
        *,
        row_number() over (
            partition by workspace_id, achievement_id, campaign_id
            order by touched_at desc, created_at desc, {{ byte_order('delivery_id') }} desc
        ) as position
    from matched
    -- C1: the last instant of the window is inside.
    where achieved_at <= closes_at
)

select
    workspace_id,
    achievement_id,
    campaign_id,
    person_id,
    achieved_at,
    delivery_id,
    touched_at,
    -- C5: a delivery converts once, by the first achievement.
    row_number() over (
        partition by workspace_id, delivery_id
        order by achieved_at, {{ byte_order('achievement_id') }}
    ) = 1 as is_conversion
from ranked
where position = 1
