-- One row per journey that came more than once, or broken: the row that stands, if any does (Q2).
{{ config(
    materialized='incremental',
    incremental_strategy=replacement('of_new_rows'),
    unique_key=['workspace_id', 'subject_name'],
    meta={'groups': 'of_new_rows'},
    on_schema_change='fail'
) }}
-- depends_on: {{ ref('base_arrivals') }}

with

rivals as (
    {{ contested_rows('subjects') }}
),

ranked as (
    {{ newest_rows('subjects', 'rivals') }}
)

select
    {{ read_columns('subjects') }},
    copies
from ranked
where position = 1
