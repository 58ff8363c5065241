-- One row per raw person row, read as the contract's types, with what is wrong with it (Q1).
select
    {{ read_id('workspace_id') }} as workspace_id,
    {{ read_id('customer_id') }} as customer_id,
    {{ read_id('internal_customer_id') }} as internal_customer_id,
    {{ read_flag('deleted') }} as deleted,
    {{ read_flag('suppressed') }} as suppressed,
    {{ read_time('created_at') }} as created_at,
    {{ read_time('updated_at') }} as updated_at,
    cast(email_addr as {{ dbt.type_string() }}) as email_addr,
    {{ read_time('loaded_at') }} as loaded_at,
    {{ loaded_hour() }} as loaded_hour,
    {{ source_key('people') }} as source_key,
    {{ canonical_row('people') }} as raw_row,
    {{ contract_breach('people') }} as rejection_reason
from {{ raw_table('people') }} as raw_rows
