-- One row per raw campaign row, read as the contract's types, with what is wrong with it (Q1).
select
    {{ read_id('workspace_id') }} as workspace_id,
    {{ read_id('campaign_id') }} as campaign_id,
    cast(name as {{ dbt.type_string() }}) as name,
    {{ read_time('created_at') }} as created_at,
    {{ read_time('loaded_at') }} as loaded_at,
    cast('1970-01-01 00:00:00' as {{ dbt.type_timestamp() }}) as loaded_hour,
    {{ source_key('campaigns') }} as source_key,
    {{ canonical_row('campaigns') }} as raw_row,
    {{ contract_breach('campaigns') }} as rejection_reason
from {{ raw_table('campaigns') }} as raw_rows
