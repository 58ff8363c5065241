-- What went out after the exit, by campaign and message?
select
    workspace_id,
    campaign_id,
    message_id,
    delivery_type,
    count(*) as deliveries_sent_after_exit
from {{ ref('conversion_goals__deliveries') }}
where is_sent_after_exit
group by workspace_id, campaign_id, message_id, delivery_type
order by deliveries_sent_after_exit desc, campaign_id asc, message_id asc
