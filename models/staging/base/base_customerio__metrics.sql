-- One row per raw metric row, read as the contract's types, with what is wrong with it (Q1).
select
    {{ read_id('workspace_id') }} as workspace_id,
    {{ read_id('event_id') }} as event_id,
    {{ read_id('delivery_id') }} as delivery_id,
    cast(metric as {{ dbt.type_string() }}) as metric,
    cast(reason as {{ dbt.type_string() }}) as reason,
    {{ read_id('link_id') }} as link_id,
    cast(link_url as {{ dbt.type_string() }}) as link_url,
    {{ read_time('created_at') }} as created_at,
    {{ read_integer('seq_num') }} as seq_num,
    {{ read_flag('proxied') }} as proxied,
    {{ read_flag('prefetched') }} as prefetched,
    {{ read_flag('machine') }} as machine,
    {{ read_time('loaded_at') }} as loaded_at,
    {{ loaded_hour() }} as loaded_hour,
    {{ source_key('metrics') }} as source_key,
    {{ canonical_row('metrics') }} as raw_row,
    {{ contract_breach('metrics') }} as rejection_reason
from {{ raw_table('metrics') }} as raw_rows
