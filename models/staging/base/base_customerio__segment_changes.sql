-- One row per raw segment change row, read as the contract's types, with what is wrong with it (Q1).
select
    {{ read_id('workspace_id') }} as workspace_id,
    {{ read_id('segment_id') }} as segment_id,
    {{ read_id('internal_customer_id') }} as internal_customer_id,
    cast(change as {{ dbt.type_string() }}) as change,
    {{ read_time('changed_at') }} as changed_at,
    {{ read_time('loaded_at') }} as loaded_at,
    {{ loaded_hour() }} as loaded_hour,
    {{ source_key('segment_changes') }} as source_key,
    {{ canonical_row('segment_changes') }} as raw_row,
    coalesce(
        {{ contract_breach('segment_changes') }},
        case when change not in ('entered', 'left') then 'change is neither entered nor left: ' || change end
    ) as rejection_reason
from {{ raw_table('segment_changes') }} as raw_rows
