-- Messages whose days by cohort do not add up to the message.
with

added as (
    select
        workspace_id,
        campaign_id,
        message_id,
        sum(deliveries) as deliveries,
        sum(deliveries_received) as deliveries_received,
        sum(deliveries_tracked) as deliveries_tracked,
        sum(deliveries_converted) as deliveries_converted,
        sum(deliveries_not_converted) as deliveries_not_converted,
        sum(deliveries_pending) as deliveries_pending,
        sum(deliveries_mature) as deliveries_mature,
        sum(deliveries_mature_converted) as deliveries_mature_converted
    from {{ ref('conversion_goals__daily_metrics') }}
    where date_basis = 'cohort'
    group by workspace_id, campaign_id, message_id
),

messages as (
    select * from {{ ref('conversion_goals__message_metrics') }}
)

select
    coalesce(added.workspace_id, messages.workspace_id) as workspace_id,
    coalesce(added.campaign_id, messages.campaign_id) as campaign_id,
    coalesce(added.message_id, messages.message_id) as message_id
from added
full outer join messages
    on
        added.workspace_id = messages.workspace_id
        and added.campaign_id = messages.campaign_id
        and added.message_id = messages.message_id
where
    added.deliveries is distinct from messages.deliveries
    or added.deliveries_received is distinct from messages.deliveries_received
    or added.deliveries_tracked is distinct from messages.deliveries_tracked
    or added.deliveries_converted is distinct from messages.deliveries_converted
    or added.deliveries_not_converted is distinct from messages.deliveries_not_converted
    or added.deliveries_pending is distinct from messages.deliveries_pending
    or added.deliveries_mature is distinct from messages.deliveries_mature
    or added.deliveries_mature_converted is distinct from messages.deliveries_mature_converted
