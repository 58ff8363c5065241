-- One row per delivery, its type in one spelling.
with

standing as (
    {{ standing_rows('deliveries') }}
),

delivery_types as (
    select * from {{ ref('delivery_types') }}
)

select
    {{ read_id('standing.workspace_id') }} as workspace_id,
    {{ read_id('standing.delivery_id') }} as delivery_id,
    {{ read_id('standing.internal_customer_id') }} as person_id,
    {{ read_id('standing.subject_id') }} as journey_id,
    {{ read_id('standing.campaign_id') }} as campaign_id,
    {{ read_id('standing.action_id') }} as message_id,
    coalesce(delivery_types.delivery_type, standing.delivery_type) as delivery_type,
    -- E2: an unknown type never converts.
    coalesce(delivery_types.can_convert, 'never') as can_convert,
    delivery_types.alias is not null as is_known_type,
    standing.created_at
from standing
left join delivery_types
    on {{ lower_case('standing.delivery_type') }} = {{ lower_case('delivery_types.alias') }}
