-- One row per change of a person's membership of a segment.
with

standing as (
    {{ standing_rows('segment_changes') }}
)

select
    {{ read_id('workspace_id') }} as workspace_id,
    {{ read_id('segment_id') }} as segment_id,
    {{ read_id('internal_customer_id') }} as person_id,
    change,
    changed_at
from standing
