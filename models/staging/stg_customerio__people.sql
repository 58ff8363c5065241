-- One row per person.
with

ranked as (
    {{ newest_rows('people') }}
)

select
    workspace_id,
    internal_customer_id as person_id,
    customer_id,
    deleted as is_deleted,
    suppressed as is_suppressed,
    created_at,
    updated_at,
    loaded_at,
    copies
from ranked
where position = 1
