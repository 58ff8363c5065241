-- One row per event: of its copies the one that was processed first (A2).
with

standing as (
    {{ standing_rows('events') }}
)

select
    {{ read_id('workspace_id') }} as workspace_id,
    {{ read_id('event_id') }} as event_id,
    {{ read_id('internal_customer_id') }} as person_id,
    name as event_name,
    nullif(properties, '') as properties,
    {{ adapter.quote('timestamp') }} as claimed_at,
    processed_at
from standing
