-- One row per change of a segment that came more than once, or broken: the row that stands, if
-- any does (Q2).
{{ config(
    materialized='incremental',
    incremental_strategy=replacement('of_new_rows'),
    unique_key=['workspace_id', 'segment_id', 'internal_customer_id', 'changed_at', 'change'],
    meta={'conversion_goals': {'groups': 'of_new_rows'}}
) }}
-- depends_on: {{ ref('base_arrivals') }}

{{ resolved_rows('segment_changes') }}
