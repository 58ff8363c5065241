-- One row per campaign and message that made a delivery: its deliveries counted by what became of
-- them.
with

actions as (
    select * from {{ ref('stg_customerio__campaign_actions') }}
),

counted as (
    select
        workspace_id,
        campaign_id,
        message_id,
        {{ delivery_counts() }}
    from {{ ref('int_delivery_counts') }}
    where message_id is not null
    group by workspace_id, campaign_id, message_id
)

select
    counted.workspace_id,
    counted.campaign_id,
    counted.message_id,
    actions.action_name as message_name,
    counted.deliveries,
    counted.deliveries_received,
    counted.deliveries_opened,
    counted.deliveries_clicked,
    counted.deliveries_tracked,
    counted.deliveries_converted,
    counted.deliveries_not_converted,
    counted.deliveries_pending,
    counted.deliveries_mature,
    counted.deliveries_mature_converted,
    {{ rate('counted.deliveries_converted', 'counted.deliveries_tracked') }} as conversion_rate,
    {{ rate('counted.deliveries_mature_converted', 'counted.deliveries_mature') }}
        as mature_conversion_rate
from counted
left join actions
    on
        counted.workspace_id = actions.workspace_id
        and counted.message_id = actions.action_id
