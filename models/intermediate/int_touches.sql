-- One row per touch that some goal achievement may follow: of a delivery that can be credited, of
-- the kind that its goal version asks for (T1 to T4).
with

deliveries as (
    select * from {{ ref('int_deliveries') }}
    where last_touch_at is not null and not is_already_matched
),

lone_journeys as (
    select * from {{ ref('int_lone_journeys') }}
),

group_achievements as (
    select * from {{ ref('int_group_achievements') }}
),

metrics as (
    select * from {{ ref('stg_customerio__metrics') }}
    where metric in ('opened', 'clicked') and is_counted
),

grouped as (
    select
        deliveries.workspace_id,
        deliveries.delivery_id,
        coalesce(lone_journeys.group_id, deliveries.group_id) as group_id,
        deliveries.touch,
        deliveries.time_frame_seconds,
        deliveries.created_at,
        deliveries.entered_at,
        deliveries.first_touch_at,
        deliveries.last_touch_at
    from deliveries
    left join lone_journeys
        on
            deliveries.workspace_id = lone_journeys.workspace_id
            and deliveries.journey_id = lone_journeys.journey_id
            and deliveries.person_id = lone_journeys.person_id
),

followed as (
    select * from grouped
    where
        exists (
            select 1 from group_achievements
            where grouped.group_id = group_achievements.group_id
        )
),

-- A delivery that was touched once, or twice, says so itself: its metrics are not read again.
touches as (
    select
        *,
        first_touch_at as touched_at
    from followed

    union all

    select
        *,
        last_touch_at as touched_at
    from followed
    where first_touch_at < last_touch_at

    union all

    select distinct
        followed.*,
        metrics.happened_at as touched_at
    from followed
    inner join metrics
        on
            followed.workspace_id = metrics.workspace_id
            and followed.delivery_id = metrics.delivery_id
            and followed.touch = metrics.metric
    where
        followed.first_touch_at < followed.last_touch_at
        and metrics.happened_at > followed.first_touch_at
        and metrics.happened_at < followed.last_touch_at
)

select
    workspace_id,
    delivery_id,
    group_id,
    touched_at,
    -- An achievement counts from the journey's entry on, even where the touch came before it.
    greatest(touched_at, entered_at) as counts_from,
    {{ add_seconds('touched_at', 'time_frame_seconds') }} as closes_at,
    created_at
from touches
