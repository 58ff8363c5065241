-- One row per person.
with

standing as (
    {{ standing_rows('people') }}
)

select
    {{ read_id('workspace_id') }} as workspace_id,
    {{ read_id('internal_customer_id') }} as person_id,
    {{ read_id('customer_id') }} as customer_id,
    deleted as is_deleted,
    suppressed as is_suppressed,
    created_at,
    updated_at
from standing
