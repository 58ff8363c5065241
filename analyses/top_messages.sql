-- Which messages convert best? Open windows are left out, and so are messages with too few
-- deliveries to tell.
select
    campaign_metrics.campaign_name,
    message_metrics.message_name,
    message_metrics.deliveries_mature,
    message_metrics.mature_conversion_rate
from {{ ref('conversion_goals__message_metrics') }} as message_metrics
left join {{ ref('conversion_goals__campaign_metrics') }} as campaign_metrics
    on
        message_metrics.workspace_id = campaign_metrics.workspace_id
        and message_metrics.campaign_id = campaign_metrics.campaign_id
where message_metrics.deliveries_mature >= 30
order by message_metrics.mature_conversion_rate desc, message_metrics.message_id asc
