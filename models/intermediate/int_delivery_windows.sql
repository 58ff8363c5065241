-- One row per delivery with a touch: its windows, and what fell into them and after them
-- (Verdicts).
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
        left_at='counts_from', comparison='<', right_at='achieved_at',
        keep=['achieved_at as next_achieved_at']
    ) }}
),

with_next_failing as (
    {{ as_of_match(
        left='with_next', right='failing', by=['group_id'],
        left_at='counts_from', comparison='<', right_at='achieved_at',
        keep=['achieved_at as next_failed_at']
    ) }}
),

with_next_claimed as (
    {{ as_of_match(
        left='with_next_failing', right='claimed_before', by=['group_id'],
        left_at='touched_at', comparison='<', right_at='claimed_at',
        keep=['claimed_at as next_claimed_at']
    ) }}
)

select
    workspace_id,
    delivery_id,
    max(touched_at) as last_touch_at,
    -- In a window: the last instant is inside.
    max(case when next_achieved_at <= closes_at then 1 else 0 end) = 1 as has_achievement_in_window,
    max(case when next_failed_at <= closes_at then 1 else 0 end) = 1 as has_failed_event_in_window,
    -- Told apart by the lines above it: with no achievement in a window, one that claims a time
    -- there came after it.
    max(case when next_claimed_at <= closes_at then 1 else 0 end) = 1 as has_late_event_for_window,
    min(next_achieved_at) as first_achieved_after_touch_at
from with_next_claimed
group by workspace_id, delivery_id
