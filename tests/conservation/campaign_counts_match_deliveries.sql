-- Campaigns whose counts differ from their deliveries, on either side.
with

counted as (
    select
        workspace_id,
        campaign_id,
        count(*) as deliveries,
        sum(case when received_at is not null then 1 else 0 end) as deliveries_received,
        sum(case when first_opened_at is not null then 1 else 0 end) as deliveries_opened,
        sum(case when first_clicked_at is not null then 1 else 0 end) as deliveries_clicked,
        sum(case when window_closes_at is not null then 1 else 0 end) as deliveries_tracked,
        sum(case when is_converted then 1 else 0 end) as deliveries_converted,
        sum(case when reason = 'window_open' then 1 else 0 end) as deliveries_pending,
        sum(case when is_mature then 1 else 0 end) as deliveries_mature,
        sum(case when is_mature and is_converted then 1 else 0 end) as deliveries_mature_converted,
        sum(case when is_sent_after_exit then 1 else 0 end) as deliveries_sent_after_exit
    from {{ ref('conversion_goals__deliveries') }}
    where campaign_id is not null
    group by workspace_id, campaign_id
),

told as (
    select *
    from {{ ref('conversion_goals__campaign_metrics') }}
    where deliveries > 0
)

select
    coalesce(counted.workspace_id, told.workspace_id) as workspace_id,
    coalesce(counted.campaign_id, told.campaign_id) as campaign_id
from counted
full outer join told
    on
        counted.workspace_id = told.workspace_id
        and counted.campaign_id = told.campaign_id
where
    counted.deliveries is distinct from told.deliveries
    or counted.deliveries_received is distinct from told.deliveries_received
    or counted.deliveries_opened is distinct from told.deliveries_opened
    or counted.deliveries_clicked is distinct from told.deliveries_clicked
    or counted.deliveries_tracked is distinct from told.deliveries_tracked
    or counted.deliveries_converted is distinct from told.deliveries_converted
    or counted.deliveries_pending is distinct from told.deliveries_pending
    or counted.deliveries_mature is distinct from told.deliveries_mature
    or counted.deliveries_mature_converted is distinct from told.deliveries_mature_converted
    or counted.deliveries_sent_after_exit is distinct from told.deliveries_sent_after_exit
