-- Achievements whose outcome and delivery do not go together.
select
    workspace_id,
    achievement_id,
    campaign_id,
    outcome,
    delivery_id
from {{ ref('conversion_goals__achievements') }}
where (outcome in ('credited', 'already_converted')) <> (delivery_id is not null)
