-- One row per campaign, message, day of creation and day of conversion: its deliveries counted by
-- what became of them. All that the metrics marts say of deliveries adds up from here.
with

deliveries as (
    select * from {{ ref('conversion_goals__deliveries') }}
    where campaign_id is not null
)

select
    workspace_id,
    campaign_id,
    message_id,
    cast(created_at as date) as created_on,
    case when is_converted then cast(converted_at as date) end as converted_on,
    count(*) as deliveries,
    count(received_at) as deliveries_received,
    count(first_opened_at) as deliveries_opened,
    count(first_clicked_at) as deliveries_clicked,
    count(case when conversion_status <> 'not_tracked' then 1 end) as deliveries_tracked,
    count(case when conversion_status = 'converted' then 1 end) as deliveries_converted,
    count(case when conversion_status = 'not_converted' then 1 end) as deliveries_not_converted,
    count(case when conversion_status = 'pending' then 1 end) as deliveries_pending,
    count(case when is_mature then 1 end) as deliveries_mature,
    count(case when is_mature and is_converted then 1 end) as deliveries_mature_converted,
    count(case when is_sent_after_exit then 1 end) as deliveries_sent_after_exit
from deliveries
group by workspace_id, campaign_id, message_id, created_on, converted_on
