-- One row per touch of a delivery that can be credited: of the kind that its goal version asks for
-- (T1 to T4).
with

deliveries as (
    select * from {{ ref('int_deliveries') }}
    where is_eligible and received_at is not null and goal_type is not null
),

metrics as (
    select * from {{ ref('stg_customerio__metrics') }}
    -- T4
    where metric in ('opened', 'clicked') {{
        'and not is_by_machine' if not var('count_machine_opens')
    }}
),

journey_groups as (
    select * from {{ ref('int_journey_groups') }}
),

-- T2: a delivery with a step that says so has no tracked links.
untracked as (
    select distinct
        workspace_id,
        delivery_id
    from {{ ref('stg_customerio__outputs') }}
    where link_tracked = false and delivery_id is not null
),

touches as (
    select
        workspace_id,
        delivery_id,
        received_at as touched_at
    from deliveries
    where touch = 'received'

    union

    select
        deliveries.workspace_id,
        deliveries.delivery_id,
        metrics.happened_at as touched_at
    from deliveries
    inner join metrics
        on
            deliveries.workspace_id = metrics.workspace_id
            and deliveries.delivery_id = metrics.delivery_id
            and deliveries.touch = metrics.metric
    left join untracked
        on
            deliveries.workspace_id = untracked.workspace_id
            and deliveries.delivery_id = untracked.delivery_id
    where metrics.metric = 'opened' or untracked.delivery_id is null
)

select
    touches.workspace_id,
    touches.delivery_id,
    deliveries.person_id,
    deliveries.campaign_id,
    journey_groups.group_id,
    touches.touched_at,
    -- An achievement counts from the journey's entry on, even where the touch came before it.
    greatest(touches.touched_at, deliveries.entered_at) as counts_from,
    {{ add_seconds('touches.touched_at', 'deliveries.time_frame_seconds') }} as closes_at,
    deliveries.created_at
from touches
inner join deliveries
    on
        touches.workspace_id = deliveries.workspace_id
        and touches.delivery_id = deliveries.delivery_id
left join journey_groups
    on
        deliveries.workspace_id = journey_groups.workspace_id
        and deliveries.journey_id = journey_groups.journey_id
        and deliveries.person_id = journey_groups.person_id
