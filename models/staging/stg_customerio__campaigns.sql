-- One row per campaign.
{{ config(materialized='table') }}
-- Read after the counting: what arrives in between would be noted as seen.
-- depends_on: {{ ref('base_arrivals') }}
with

ranked as (
    {{ newest_rows('campaigns', ref('base_customerio__campaigns')) }}
)

select
    {{ read_id('workspace_id') }} as workspace_id,
    {{ read_id('campaign_id') }} as campaign_id,
    cast(name as {{ dbt.type_string() }}) as campaign_name,
    {{ read_time('created_at') }} as created_at,
    copies
from ranked
where position = 1 and rejection_reason is null
