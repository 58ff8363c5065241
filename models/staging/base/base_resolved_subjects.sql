-- One row per journey that came more than once, or broken: the row that stands, if any does (Q2).
{{ config(
    materialized='incremental',
    incremental_strategy=replacement('of_new_rows'),
    unique_key=['workspace_id', 'subject_name'],
    meta={'conversion_goals': {'groups': 'of_new_rows'}}
) }}
-- depends_on: {{ ref('base_arrivals') }}

{{ resolved_rows('subjects') }}
