-- Deliveries pending after their window, judged before its end, or mature at the wrong time.
with

deliveries as (
    select *
    from {{ ref('conversion_goals__deliveries') }}
    where conversion_status <> 'not_tracked'
),

workspaces as (
    select * from {{ ref('int_workspaces') }}
)

select
    deliveries.workspace_id,
    deliveries.delivery_id,
    deliveries.conversion_status,
    deliveries.reason,
    deliveries.window_closes_at,
    workspaces.as_of
from deliveries
left join workspaces on deliveries.workspace_id = workspaces.workspace_id
where
    workspaces.as_of is null
    or deliveries.is_mature <> (deliveries.window_closes_at < workspaces.as_of)
    or (deliveries.conversion_status = 'pending' and deliveries.is_mature)
    or (
        not deliveries.is_mature
        and deliveries.reason not in ('window_open', 'converted', 'already_matched')
    )
