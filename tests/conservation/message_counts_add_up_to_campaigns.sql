-- Campaigns whose messages, with the deliveries that have no message, do not add up to the
-- campaign.
with

parts as (
    select
        workspace_id,
        campaign_id,
        deliveries,
        deliveries_received,
        deliveries_opened,
        deliveries_clicked,
        deliveries_tracked,
        deliveries_converted,
        deliveries_not_converted,
        deliveries_pending,
        deliveries_mature,
        deliveries_mature_converted
    from {{ ref('conversion_goals__message_metrics') }}

    union all

    select
        workspace_id,
        campaign_id,
        1 as deliveries,
        case when received_at is not null then 1 else 0 end as deliveries_received,
        case when first_opened_at is not null then 1 else 0 end as deliveries_opened,
        case when first_clicked_at is not null then 1 else 0 end as deliveries_clicked,
        case when conversion_status <> 'not_tracked' then 1 else 0 end as deliveries_tracked,
        case when is_converted then 1 else 0 end as deliveries_converted,
        case when conversion_status = 'not_converted' then 1 else 0 end as deliveries_not_converted,
        case when conversion_status = 'pending' then 1 else 0 end as deliveries_pending,
        case when is_mature then 1 else 0 end as deliveries_mature,
        case when is_converted and is_mature then 1 else 0 end as deliveries_mature_converted
    from {{ ref('conversion_goals__deliveries') }}
    where campaign_id is not null and message_id is null
),

added as (
    select
        workspace_id,
        campaign_id,
        sum(deliveries) as deliveries,
        sum(deliveries_received) as deliveries_received,
        sum(deliveries_opened) as deliveries_opened,
        sum(deliveries_clicked) as deliveries_clicked,
        sum(deliveries_tracked) as deliveries_tracked,
        sum(deliveries_converted) as deliveries_converted,
        sum(deliveries_not_converted) as deliveries_not_converted,
        sum(deliveries_pending) as deliveries_pending,
        sum(deliveries_mature) as deliveries_mature,
        sum(deliveries_mature_converted) as deliveries_mature_converted
    from parts
    group by workspace_id, campaign_id
),

campaigns as (
    select *
    from {{ ref('conversion_goals__campaign_metrics') }}
    where deliveries > 0
)

select
    coalesce(added.workspace_id, campaigns.workspace_id) as workspace_id,
    coalesce(added.campaign_id, campaigns.campaign_id) as campaign_id
from added
full outer join campaigns
    on
        added.workspace_id = campaigns.workspace_id
        and added.campaign_id = campaigns.campaign_id
where
    added.deliveries is distinct from campaigns.deliveries
    or added.deliveries_received is distinct from campaigns.deliveries_received
    or added.deliveries_opened is distinct from campaigns.deliveries_opened
    or added.deliveries_clicked is distinct from campaigns.deliveries_clicked
    or added.deliveries_tracked is distinct from campaigns.deliveries_tracked
    or added.deliveries_converted is distinct from campaigns.deliveries_converted
    or added.deliveries_not_converted is distinct from campaigns.deliveries_not_converted
    or added.deliveries_pending is distinct from campaigns.deliveries_pending
    or added.deliveries_mature is distinct from campaigns.deliveries_mature
    or added.deliveries_mature_converted is distinct from campaigns.deliveries_mature_converted
