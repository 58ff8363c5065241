-- One row per event that came more than once, or broken: the row that stands, if any does (A2).
{{ config(
    materialized='incremental',
    incremental_strategy=replacement('of_new_rows'),
    unique_key=['workspace_id', 'event_id'],
    meta={'conversion_goals': {'groups': 'of_new_rows'}}
) }}
-- depends_on: {{ ref('base_arrivals') }}

{{ resolved_rows('events', first='processed_at') }}
