-- One row per attribute of a person and moment of its setting.
with

standing as (
    {{ standing_rows('attributes') }}
)

select
    {{ read_id('workspace_id') }} as workspace_id,
    {{ read_id('internal_customer_id') }} as person_id,
    attribute_name,
    attribute_value,
    {{ adapter.quote('timestamp') }} as set_at
from standing
