-- One row per delivery, its type in one spelling.
{{ config(
    materialized='incremental',
    incremental_strategy='delete+insert',
    unique_key=['workspace_id', 'delivery_id'],
    on_schema_change='fail'
) }}
-- depends_on: {{ ref('base_arrivals') }}

with

ranked as (
    {{ newest_rows('deliveries') }}
),

delivery_types as (
    select * from {{ ref('delivery_types') }}
)

select
    {{ read_id('ranked.workspace_id') }} as workspace_id,
    {{ read_id('ranked.delivery_id') }} as delivery_id,
    {{ read_id('ranked.internal_customer_id') }} as person_id,
    {{ read_id('ranked.subject_id') }} as journey_id,
    {{ read_id('ranked.campaign_id') }} as campaign_id,
    {{ read_id('ranked.action_id') }} as message_id,
    coalesce(delivery_types.delivery_type, ranked.delivery_type) as delivery_type,
    -- E2: an unknown type never converts.
    coalesce(delivery_types.can_convert, 'never') as can_convert,
    delivery_types.alias is not null as is_known_type,
    {{ read_time('ranked.created_at') }} as created_at,
    ranked.copies
from ranked
left join delivery_types on lower(ranked.delivery_type) = lower(delivery_types.alias)
where ranked.position = 1
