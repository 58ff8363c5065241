-- One row per raw event row, read as the contract's types, with what is wrong with it (Q1).
select
    {{ read_id('workspace_id') }} as workspace_id,
    {{ read_id('event_id') }} as event_id,
    {{ read_id('internal_customer_id') }} as internal_customer_id,
    cast(name as {{ dbt.type_string() }}) as name,
    nullif(cast(properties as {{ dbt.type_string() }}), '') as properties,
    {{ read_time(adapter.quote('timestamp')) }} as {{ adapter.quote('timestamp') }},
    {{ read_time('processed_at') }} as processed_at,
    {{ read_time('loaded_at') }} as loaded_at,
    {{ loaded_hour() }} as loaded_hour,
    {{ source_key('events') }} as source_key,
    {{ canonical_row('events') }} as raw_row,
    {{ contract_breach('events') }} as rejection_reason
from {{ raw_table('events') }} as raw_rows
