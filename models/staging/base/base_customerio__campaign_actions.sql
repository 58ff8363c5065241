-- One row per raw campaign action row, read as the contract's types, with what is wrong with it (Q1).
select
    {{ read_id('workspace_id') }} as workspace_id,
    {{ read_id('campaign_id') }} as campaign_id,
    {{ read_id('action_id') }} as action_id,
    cast(name as {{ dbt.type_string() }}) as name,
    cast(type as {{ dbt.type_string() }}) as type,
    {{ read_flag('counts_conversions') }} as counts_conversions,
    {{ read_time('loaded_at') }} as loaded_at,
    cast('1970-01-01 00:00:00' as {{ dbt.type_timestamp() }}) as loaded_hour,
    {{ source_key('campaign_actions') }} as source_key,
    {{ canonical_row('campaign_actions') }} as raw_row,
    {{ contract_breach('campaign_actions') }} as rejection_reason
from {{ raw_table('campaign_actions') }} as raw_rows
