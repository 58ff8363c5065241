-- Which campaigns have a time frame that is too short? Of the deliveries that a goal achievement
-- followed, those it missed because their window had closed, at most 90 days before.
select
    deliveries.workspace_id,
    deliveries.campaign_id,
    campaign_metrics.campaign_name,
    count(case when deliveries.reason = 'outside_window' then 1 end) as missed,
    count(case when deliveries.reason = 'converted' then 1 end) as converted,
    count(case when deliveries.reason = 'outside_window' then 1 end) * 1.0 / count(*)
        as missed_share
from {{ ref('conversion_goals__deliveries') }} as deliveries
left join {{ ref('conversion_goals__campaign_metrics') }} as campaign_metrics
    on
        deliveries.workspace_id = campaign_metrics.workspace_id
        and deliveries.campaign_id = campaign_metrics.campaign_id
where deliveries.reason in ('outside_window', 'converted')
group by deliveries.workspace_id, deliveries.campaign_id, campaign_metrics.campaign_name
order by missed_share desc, deliveries.campaign_id asc
