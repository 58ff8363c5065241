-- One row per raw delivery row, read as the contract's types, with what is wrong with it (Q1).
select
    {{ read_id('workspace_id') }} as workspace_id,
    {{ read_id('delivery_id') }} as delivery_id,
    {{ read_id('internal_customer_id') }} as internal_customer_id,
    {{ read_id('subject_id') }} as subject_id,
    {{ read_id('event_id') }} as event_id,
    cast(delivery_type as {{ dbt.type_string() }}) as delivery_type,
    {{ read_id('campaign_id') }} as campaign_id,
    {{ read_id('action_id') }} as action_id,
    {{ read_id('newsletter_id') }} as newsletter_id,
    {{ read_id('content_id') }} as content_id,
    {{ read_id('trigger_id') }} as trigger_id,
    {{ read_id('transactional_message_id') }} as transactional_message_id,
    {{ read_time('created_at') }} as created_at,
    {{ read_integer('seq_num') }} as seq_num,
    {{ read_time('loaded_at') }} as loaded_at,
    {{ loaded_hour() }} as loaded_hour,
    {{ source_key('deliveries') }} as source_key,
    {{ canonical_row('deliveries') }} as raw_row,
    {{ contract_breach('deliveries') }} as rejection_reason
from {{ raw_table('deliveries') }} as raw_rows
