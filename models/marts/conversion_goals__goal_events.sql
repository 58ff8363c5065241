-- One row per goal achievement, once, whatever the number of campaigns that claim it: who claims
-- it, who touched the person last of all campaigns, and how often it is counted too much.
-- A view, which costs nothing until it is asked.
{{ config(materialized='view', tags=['on_demand']) }}

with

achievements as (
    select * from {{ ref('int_achievement_history') }}
),

-- A campaign claims an achievement that converted one of its deliveries.
claims as (
    select
        workspace_id,
        achievement_id,
        person_id,
        campaign_id,
        delivery_id,
        touch_at
    from {{ ref('conversion_goals__conversions') }}
),

-- C3 across campaigns: the latest touch, then the later delivery, then the lesser campaign.
ranked as (
    select
        claims.*,
        row_number() over (
            partition by claims.workspace_id, claims.person_id, claims.achievement_id
            order by
                claims.touch_at desc,
                deliveries.created_at desc,
                {{ byte_order('claims.delivery_id') }} desc,
                {{ byte_order('claims.campaign_id') }} asc
        ) as position,
        count(*) over (
            partition by claims.workspace_id, claims.person_id, claims.achievement_id
        ) as campaigns
    from claims
    inner join {{ ref('int_delivery_verdicts') }} as deliveries
        on
            claims.workspace_id = deliveries.workspace_id
            and claims.delivery_id = deliveries.delivery_id
),

last_touches as (
    select * from ranked
    where position = 1
),

looked_at as (
    select
        workspace_id,
        person_id,
        achievement_id,
        count(*) as campaigns_looking
    from {{ ref('conversion_goals__achievements') }}
    group by workspace_id, person_id, achievement_id
)

select
    achievements.workspace_id,
    achievements.achievement_id,
    achievements.person_id,
    achievements.goal_type,
    achievements.goal_name,
    last_touches.campaign_id as last_touch_campaign_id,
    last_touches.delivery_id as last_touch_delivery_id,
    last_touches.campaign_id is not null as is_attributed,
    coalesce(looked_at.campaigns_looking, 0) as campaigns_looking,
    coalesce(last_touches.campaigns, 0) as campaigns_claiming,
    case
        when last_touches.campaigns > 1 then last_touches.campaigns - 1 else cast(0 as bigint)
    end as double_credit,
    achievements.achieved_at,
    last_touches.touch_at as last_touch_at
from achievements
left join last_touches
    on
        achievements.workspace_id = last_touches.workspace_id
        and achievements.person_id = last_touches.person_id
        and achievements.achievement_id = last_touches.achievement_id
left join looked_at
    on
        achievements.workspace_id = looked_at.workspace_id
        and achievements.person_id = looked_at.person_id
        and achievements.achievement_id = looked_at.achievement_id
