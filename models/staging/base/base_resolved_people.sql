-- One row per person that came more than once, or broken: the row that stands, if any does (Q2).
{{ config(
    materialized='incremental',
    incremental_strategy=replacement('of_new_rows'),
    unique_key=['workspace_id', 'internal_customer_id'],
    meta={'conversion_goals': {'groups': 'of_new_rows'}}
) }}
-- depends_on: {{ ref('base_arrivals') }}

{{ resolved_rows('people') }}
