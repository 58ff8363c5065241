-- One row per journey.
with

standing as (
    {{ standing_rows('subjects') }}
)

select
    {{ read_id('workspace_id') }} as workspace_id,
    {{ read_id('subject_name') }} as journey_id,
    {{ read_id('internal_customer_id') }} as person_id,
    {{ read_id('campaign_id') }} as campaign_id,
    {{ read_id('event_id') }} as trigger_event_id,
    started_campaign_at as entered_at
from standing
