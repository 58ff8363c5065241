-- One row per change of a person's membership of a segment.
with

ranked as (
    {{ newest_rows('segment_changes') }}
)

select
    workspace_id,
    segment_id,
    internal_customer_id as person_id,
    change,
    changed_at,
    loaded_at,
    copies
from ranked
where position = 1
