-- One row per campaign.
with

ranked as (
    {{ newest_rows('campaigns') }}
)

select
    workspace_id,
    campaign_id,
    name as campaign_name,
    created_at,
    loaded_at,
    copies
from ranked
where position = 1
