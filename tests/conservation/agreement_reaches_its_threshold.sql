-- Campaigns and weeks in which we and the platform agree less than the var asks for.
select
    workspace_id,
    campaign_id,
    converted_week,
    agreement_rate
from {{ ref('conversion_goals__agreement') }}
where
    agreement_rate < {{ var('conversion_goals_least_agreement') }}
    {{ 'and 1 = 0' if var('conversion_goals_least_agreement') == 0 }}
