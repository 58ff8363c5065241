-- One row per message or other action of a campaign.
with

ranked as (
    {{ newest_rows('campaign_actions') }}
)

select
    workspace_id,
    campaign_id,
    action_id,
    name as action_name,
    type as action_type,
    counts_conversions,
    loaded_at,
    copies
from ranked
where position = 1
