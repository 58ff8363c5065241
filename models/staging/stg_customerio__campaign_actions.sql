-- One row per message or other action of a campaign.
{{ config(materialized='table') }}
-- Read after the counting: what arrives in between would be noted as seen.
-- depends_on: {{ ref('base_arrivals') }}
with

ranked as (
    {{ newest_rows('campaign_actions', ref('base_customerio__campaign_actions')) }}
)

select
    {{ read_id('workspace_id') }} as workspace_id,
    {{ read_id('campaign_id') }} as campaign_id,
    {{ read_id('action_id') }} as action_id,
    cast(name as {{ dbt.type_string() }}) as action_name,
    cast(type as {{ dbt.type_string() }}) as action_type,
    {{ read_flag('counts_conversions') }} as counts_conversions,
    copies
from ranked
where position = 1 and rejection_reason is null
