-- Credited achievements without their conversion, and conversions without their credited
-- achievement.
with

credited as (
    select *
    from {{ ref('conversion_goals__achievements') }}
    where outcome = 'credited'
),

conversions as (
    select * from {{ ref('conversion_goals__conversions') }}
)

select
    coalesce(credited.workspace_id, conversions.workspace_id) as workspace_id,
    coalesce(credited.achievement_id, conversions.achievement_id) as achievement_id,
    coalesce(credited.campaign_id, conversions.campaign_id) as campaign_id
from credited
full outer join conversions
    on
        credited.workspace_id = conversions.workspace_id
        and credited.achievement_id = conversions.achievement_id
        and credited.campaign_id = conversions.campaign_id
        and credited.person_id = conversions.person_id
where
    credited.delivery_id is distinct from conversions.delivery_id
    or credited.achieved_at is distinct from conversions.converted_at
