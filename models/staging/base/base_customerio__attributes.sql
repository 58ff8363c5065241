-- One row per raw attribute row, read as the contract's types, with what is wrong with it (Q1).
select
    {{ read_id('workspace_id') }} as workspace_id,
    {{ read_id('internal_customer_id') }} as internal_customer_id,
    cast(attribute_name as {{ dbt.type_string() }}) as attribute_name,
    cast(attribute_value as {{ dbt.type_string() }}) as attribute_value,
    {{ read_time(adapter.quote('timestamp')) }} as {{ adapter.quote('timestamp') }},
    {{ read_time('loaded_at') }} as loaded_at,
    {{ loaded_hour() }} as loaded_hour,
    {{ source_key('attributes') }} as source_key,
    {{ canonical_row('attributes') }} as raw_row,
    {{ contract_breach('attributes') }} as rejection_reason
from {{ raw_table('attributes') }} as raw_rows
