-- One row per journey.
{{ config(
    materialized='incremental',
    incremental_strategy='delete+insert',
    unique_key=['workspace_id', 'journey_id'],
    on_schema_change='fail'
) }}
-- depends_on: {{ ref('base_arrivals') }}

with

ranked as (
    {{ newest_rows('subjects') }}
)

select
    {{ read_id('workspace_id') }} as workspace_id,
    {{ read_id('subject_name') }} as journey_id,
    {{ read_id('internal_customer_id') }} as person_id,
    {{ read_id('campaign_id') }} as campaign_id,
    {{ read_id('event_id') }} as trigger_event_id,
    {{ read_time('started_campaign_at') }} as entered_at,
    copies
from ranked
where position = 1
