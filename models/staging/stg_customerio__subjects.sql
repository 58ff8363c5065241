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
    workspace_id,
    subject_name as journey_id,
    internal_customer_id as person_id,
    campaign_id,
    event_id as trigger_event_id,
    started_campaign_at as entered_at,
    loaded_at,
    copies
from ranked
where position = 1
