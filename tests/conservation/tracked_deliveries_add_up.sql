-- Campaigns, messages and days whose converted, not converted and pending deliveries are not the
-- tracked ones.
with

counts as (
    select
        'campaign' as level,
        workspace_id,
        campaign_id,
        deliveries,
        deliveries_tracked,
        deliveries_converted,
        deliveries_not_converted,
        deliveries_pending,
        deliveries_mature,
        deliveries_mature_converted
    from {{ ref('conversion_goals__campaign_metrics') }}

    union all

    select
        'message' as level,
        workspace_id,
        campaign_id,
        deliveries,
        deliveries_tracked,
        deliveries_converted,
        deliveries_not_converted,
        deliveries_pending,
        deliveries_mature,
        deliveries_mature_converted
    from {{ ref('conversion_goals__message_metrics') }}

    union all

    select
        'cohort day' as level,
        workspace_id,
        campaign_id,
        deliveries,
        deliveries_tracked,
        deliveries_converted,
        deliveries_not_converted,
        deliveries_pending,
        deliveries_mature,
        deliveries_mature_converted
    from {{ ref('conversion_goals__daily_metrics') }}
    where date_basis = 'cohort'
)

select *
from counts
where
    deliveries_converted + deliveries_not_converted + deliveries_pending <> deliveries_tracked
    or deliveries_tracked > deliveries
    or deliveries_mature > deliveries_tracked
    or deliveries_mature_converted > deliveries_mature
    or deliveries_mature_converted > deliveries_converted
