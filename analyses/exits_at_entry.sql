-- Who exits at the entry? They receive nothing: many of them mean that the campaign lets people in
-- who match its goal already, or not its audience.
select
    journeys.workspace_id,
    journeys.campaign_id,
    campaign_metrics.campaign_name,
    journeys.exit_setting,
    journeys.exit_reason,
    count(*) as journeys_exited_at_entry,
    count(*) * 1.0 / min(campaign_metrics.journeys) as share_of_journeys
from {{ ref('conversion_goals__journeys') }} as journeys
left join {{ ref('conversion_goals__campaign_metrics') }} as campaign_metrics
    on
        journeys.workspace_id = campaign_metrics.workspace_id
        and journeys.campaign_id = campaign_metrics.campaign_id
where journeys.exit_status = 'exited_at_entry'
group by
    journeys.workspace_id,
    journeys.campaign_id,
    campaign_metrics.campaign_name,
    journeys.exit_setting,
    journeys.exit_reason
order by journeys_exited_at_entry desc, journeys.campaign_id asc, journeys.exit_reason asc
