-- One row per step that a journey reached, with the kind of the step.
with

standing as (
    {{ standing_rows('outputs') }}
),

output_types as (
    select * from {{ ref('output_types') }}
)

select
    {{ read_id('standing.workspace_id') }} as workspace_id,
    {{ read_id('standing.output_id') }} as output_id,
    {{ read_id('standing.subject_name') }} as journey_id,
    {{ read_id('standing.delivery_id') }} as delivery_id,
    standing.output_type,
    coalesce(output_types.kind, 'other') as step_kind,
    output_types.output_type is not null as is_known_type,
    standing.link_tracked,
    standing.created_at as reached_at
from standing
left join output_types
    on {{ lower_case('standing.output_type') }} = {{ lower_case('output_types.output_type') }}
