-- One row per goal achievement and campaign in which it is looked at, with what became of it there.
select
    workspace_id,
    achievement_id,
    campaign_id,
    person_id,
    delivery_id,
    outcome,
    achieved_at
from {{ ref('int_achievement_outcomes') }}
