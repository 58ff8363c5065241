-- One row per step that a journey reached, with the kind of the step.
{{ config(
    materialized='incremental',
    incremental_strategy='delete+insert',
    unique_key=['workspace_id', 'output_id'],
    on_schema_change='fail'
) }}
-- depends_on: {{ ref('base_arrivals') }}

with

ranked as (
    {{ newest_rows('outputs') }}
),

output_types as (
    select * from {{ ref('output_types') }}
)

select
    ranked.workspace_id,
    ranked.output_id,
    ranked.subject_name as journey_id,
    ranked.delivery_id,
    ranked.output_type,
    coalesce(output_types.kind, 'other') as step_kind,
    output_types.output_type is not null as is_known_type,
    ranked.link_tracked,
    ranked.created_at as reached_at,
    ranked.loaded_at,
    ranked.copies
from ranked
left join output_types on lower(ranked.output_type) = lower(output_types.output_type)
where ranked.position = 1
