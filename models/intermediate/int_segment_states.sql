-- One row per person, segment and instant of a change: whether they are in it from then on (A5).
-- Of all history; a view, which costs nothing until it is asked. int_segment_transitions has those
-- of a run's owners.
{{ config(materialized='view') }}

select
    workspace_id,
    segment_id,
    person_id,
    changed_at,
    -- At one instant "entered" comes before "left", as their letters do.
    max(change) = 'entered' as is_in_segment
from {{ ref('stg_customerio__segment_changes') }}
group by workspace_id, segment_id, person_id, changed_at
