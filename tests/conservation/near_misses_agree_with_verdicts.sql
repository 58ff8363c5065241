-- Verdicts that rest on an achievement and have none that decides them; deciding near misses of a
-- verdict that rests on none of a higher rank.
{{ config(enabled=var('conversion_goals_test_views') is sameas true) }}

with

deliveries as (
    select
        *,
        case settled_reason
            when 'superseded' then 1
            when 'filter_failed' then 2
            when 'arrived_late' then 3
            when 'outside_window' then 4
            when 'no_achievement' then 5
        end as settled_rank
    from {{ ref('int_delivery_verdicts') }}
),

misses as (
    select
        workspace_id,
        delivery_id,
        min(
            case reason
                when 'superseded' then 1
                when 'filter_failed' then 2
                when 'arrived_late' then 3
                when 'outside_window' then 4
                else 5
            end
        ) as first_rank
    from {{ ref('conversion_goals__near_misses') }}
    group by workspace_id, delivery_id
)

select
    deliveries.workspace_id,
    deliveries.delivery_id,
    deliveries.settled_reason,
    misses.first_rank
from deliveries
left join misses
    on
        deliveries.workspace_id = misses.workspace_id
        and deliveries.delivery_id = misses.delivery_id
where
    deliveries.settled_rank is not null
    and deliveries.settled_rank <> coalesce(misses.first_rank, 5)
