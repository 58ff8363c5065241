-- One row per goal achievement and campaign in which it takes credit: the delivery that it goes to
-- (C1 to C6).
with

group_achievements as (
    select * from {{ ref('int_group_achievements') }}
    where is_satisfying
),

achievements as (
    select * from {{ ref('int_goal_achievements') }}
),

touches as (
    select * from {{ ref('int_touches') }}
),

-- C1, C2: of a group only the latest touch strictly before an achievement can be the one.
matched as (
    {{ as_of_match(
        left='group_achievements', right='touches', by=['group_id'],
        left_at='achieved_at', comparison='>', right_at='touched_at',
        keep=['touched_at', 'closes_at']
    ) }}
),

-- C1: the last instant of the window is inside.
in_window as (
    select * from matched
    where achieved_at <= closes_at
),

-- C3: of touches at one instant, and of several groups, the latest touch, then the later delivery.
ranked as (
    select
        in_window.workspace_id,
        in_window.campaign_id,
        in_window.achievement_number,
        in_window.achieved_at,
        in_window.touched_at,
        touches.delivery_id,
        row_number() over (
            partition by in_window.achievement_number, in_window.campaign_id
            order by
                in_window.touched_at desc,
                touches.created_at desc,
                {{ byte_order('touches.delivery_id') }} desc
        ) as position
    from in_window
    inner join touches
        on
            in_window.group_id = touches.group_id
            and in_window.touched_at = touches.touched_at
),

credited as (
    select
        ranked.workspace_id,
        ranked.campaign_id,
        ranked.achievement_number,
        achievements.achievement_id,
        ranked.achieved_at,
        ranked.touched_at,
        ranked.delivery_id
    from ranked
    inner join achievements on ranked.achievement_number = achievements.achievement_number
    where ranked.position = 1
)

select
    workspace_id,
    achievement_number,
    achievement_id,
    campaign_id,
    achieved_at,
    delivery_id,
    touched_at,
    -- C5: a delivery converts once, by the first achievement.
    row_number() over (
        partition by workspace_id, delivery_id
        order by achieved_at, {{ byte_order('achievement_id') }}
    ) = 1 as is_conversion
from credited
