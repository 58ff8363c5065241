-- One row per attribute of a person and moment of its setting.
with

ranked as (
    {{ newest_rows('attributes') }}
)

select
    workspace_id,
    internal_customer_id as person_id,
    attribute_name,
    attribute_value,
    {{ adapter.quote('timestamp') }} as set_at,
    loaded_at,
    copies
from ranked
where position = 1
