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
    {{ read_id('ranked.workspace_id') }} as workspace_id,
    {{ read_id('ranked.output_id') }} as output_id,
    {{ read_id('ranked.subject_name') }} as journey_id,
    {{ read_id('ranked.delivery_id') }} as delivery_id,
    ranked.output_type,
    coalesce(output_types.kind, 'other') as step_kind,
    output_types.output_type is not null as is_known_type,
    {{ read_flag('ranked.link_tracked') }} as link_tracked,
    {{ read_time('ranked.created_at') }} as reached_at,
    ranked.copies
from ranked
left join output_types on lower(ranked.output_type) = lower(output_types.output_type)
where ranked.position = 1
