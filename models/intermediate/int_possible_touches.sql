-- One row per delivery that can be credited, kind of touch and instant: the touches of all kinds,
-- whichever its goal version asks for (T1 to T3), counted or not (T4). Of all history; a view,
-- which costs nothing until it is asked.
{{ config(materialized='view') }}

with

deliveries as (
    select * from {{ ref('int_delivery_verdicts') }}
    -- E5, T3
    where received_at is not null and settled_reason <> 'ineligible_type'
),

metrics as (
    select * from {{ ref('stg_customerio__metrics') }}
    where metric in ('opened', 'clicked')
),

-- T2: a delivery with a step that says so has no tracked links.
untracked as (
    select distinct
        workspace_id,
        delivery_id
    from {{ ref('stg_customerio__outputs') }}
    where link_tracked = false and delivery_id is not null
)

select
    workspace_id,
    person_id,
    journey_id,
    delivery_id,
    created_at,
    'received' as touch,
    received_at as touched_at,
    false as is_by_machine,
    true as is_counted
from deliveries

union all

select
    deliveries.workspace_id,
    deliveries.person_id,
    deliveries.journey_id,
    deliveries.delivery_id,
    deliveries.created_at,
    metrics.metric as touch,
    metrics.happened_at as touched_at,
    bool_and(metrics.is_by_machine) as is_by_machine,
    bool_or(metrics.is_counted) as is_counted
from deliveries
inner join metrics
    on
        deliveries.workspace_id = metrics.workspace_id
        and deliveries.delivery_id = metrics.delivery_id
left join untracked
    on
        deliveries.workspace_id = untracked.workspace_id
        and deliveries.delivery_id = untracked.delivery_id
where metrics.metric = 'opened' or untracked.delivery_id is null
group by
    deliveries.workspace_id,
    deliveries.person_id,
    deliveries.journey_id,
    deliveries.delivery_id,
    deliveries.created_at,
    metrics.metric,
    metrics.happened_at
