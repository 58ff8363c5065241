-- One row per delivery in or after whose windows something fell: what did (Verdicts).
with

touches as (
    select * from {{ ref('int_touches') }}
),

group_achievements as (
    select * from {{ ref('int_group_achievements') }}
    where not is_already_matched
),

satisfying as (
    select * from group_achievements
    where is_satisfying
),

failing as (
    select * from group_achievements
    where not is_satisfying
),

-- An event that claims a later time than its arrival can't have arrived late.
claimed_before as (
    select * from group_achievements
    where is_satisfying and claimed_at < achieved_at
),

with_next as (
    {{ as_of_match(
        left='touches', right='satisfying', by=['group_id'],
        left_at='counts_from', comparison='<', right_at='achieved_at', keep=['achieved_at']
    ) }}
),

with_next_failing as (
    {{ as_of_match(
        left='touches', right='failing', by=['group_id'],
        left_at='counts_from', comparison='<', right_at='achieved_at', keep=['achieved_at']
    ) }}
),

with_next_claimed as (
    {{ as_of_match(
        left='touches', right='claimed_before', by=['group_id'],
        left_at='touched_at', comparison='<', right_at='claimed_at', keep=['claimed_at']
    ) }}
),

-- In a window: the last instant is inside.
fallen as (
    select
        workspace_id,
        delivery_id,
        case when achieved_at <= closes_at then 'in_window' else 'after_window' end as kind,
        achieved_at
    from with_next
    where achieved_at is not null

    union all

    select
        workspace_id,
        delivery_id,
        'failed_in_window' as kind,
        achieved_at
    from with_next_failing
    where achieved_at <= closes_at

    union all

    -- Told apart by the verdicts' order: with no achievement in a window, one that claims a time
    -- there came after it.
    select
        workspace_id,
        delivery_id,
        'late_for_window' as kind,
        claimed_at as achieved_at
    from with_next_claimed
    where claimed_at <= closes_at
)

select
    workspace_id,
    delivery_id,
    bool_or(kind = 'in_window') as has_achievement_in_window,
    bool_or(kind = 'failed_in_window') as has_failed_event_in_window,
    bool_or(kind = 'late_for_window') as has_late_event_for_window,
    min(achieved_at) filter (where kind in ('in_window', 'after_window'))
        as first_achieved_after_touch_at
from fallen
group by workspace_id, delivery_id
