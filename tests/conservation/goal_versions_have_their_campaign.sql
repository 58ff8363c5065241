-- Campaigns that have goal versions, and no row in `campaigns`: a slip of an id would show here.
{{ config(severity='warn') }}
with

versions as (
    select * from {{ ref('stg_customerio__campaign_goals') }}
),

campaigns as (
    select * from {{ ref('stg_customerio__campaigns') }}
)

select
    versions.workspace_id,
    versions.campaign_id,
    count(*) as goal_versions
from versions
left join campaigns
    on
        versions.workspace_id = campaigns.workspace_id
        and versions.campaign_id = campaigns.campaign_id
-- Where campaigns are declared absent, one warning says so already.
where campaigns.campaign_id is null {{ 'and 1=0' if 'campaigns' in var('conversion_goals_absent') }}
group by versions.workspace_id, versions.campaign_id
