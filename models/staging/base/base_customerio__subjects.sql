-- One row per raw journey row, read as the contract's types, with what is wrong with it (Q1).
select
    {{ read_id('workspace_id') }} as workspace_id,
    {{ read_id('subject_name') }} as subject_name,
    {{ read_id('internal_customer_id') }} as internal_customer_id,
    cast(campaign_type as {{ dbt.type_string() }}) as campaign_type,
    {{ read_id('campaign_id') }} as campaign_id,
    {{ read_id('event_id') }} as event_id,
    {{ read_id('trigger_id') }} as trigger_id,
    {{ read_time('started_campaign_at') }} as started_campaign_at,
    {{ read_time('created_at') }} as created_at,
    {{ read_integer('seq_num') }} as seq_num,
    {{ read_time('loaded_at') }} as loaded_at,
    {{ loaded_hour() }} as loaded_hour,
    {{ source_key('subjects') }} as source_key,
    {{ canonical_row('subjects') }} as raw_row,
    {{ contract_breach('subjects') }} as rejection_reason
from {{ raw_table('subjects') }} as raw_rows
