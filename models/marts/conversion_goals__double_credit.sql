-- One row per pair of campaigns that both claim some goal achievement, with how many they share.
{{ config(materialized='view', tags=['on_demand']) }}

with

claims as (
    select * from {{ ref('conversion_goals__conversions') }}
)

select
    one.workspace_id,
    one.campaign_id,
    other.campaign_id as other_campaign_id,
    count(*) as achievements_of_both,
    count(case when one.touch_at > other.touch_at then 1 end) as touched_last_by_campaign,
    count(case when one.touch_at < other.touch_at then 1 end) as touched_last_by_other_campaign
from claims as one
inner join claims as other
    on
        one.workspace_id = other.workspace_id
        and one.person_id = other.person_id
        and one.achievement_id = other.achievement_id
        and {{ byte_order('one.campaign_id') }} < {{ byte_order('other.campaign_id') }}
group by one.workspace_id, one.campaign_id, other.campaign_id
