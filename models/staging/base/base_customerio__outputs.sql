-- One row per raw step row, read as the contract's types, with what is wrong with it (Q1).
select
    {{ read_id('workspace_id') }} as workspace_id,
    {{ read_id('output_id') }} as output_id,
    {{ read_id('subject_name') }} as subject_name,
    cast(output_type as {{ dbt.type_string() }}) as output_type,
    {{ read_id('action_id') }} as action_id,
    cast(explanation as {{ dbt.type_string() }}) as explanation,
    {{ read_id('delivery_id') }} as delivery_id,
    {{ read_flag('draft') }} as draft,
    {{ read_flag('link_tracked') }} as link_tracked,
    {{ read_integer('split_test_index') }} as split_test_index,
    {{ read_integer('branch_index') }} as branch_index,
    {{ read_id('manual_segment_id') }} as manual_segment_id,
    {{ read_flag('add_to_manual_segment') }} as add_to_manual_segment,
    {{ read_time('delay_ends_at') }} as delay_ends_at,
    {{ read_time('created_at') }} as created_at,
    {{ read_integer('seq_num') }} as seq_num,
    {{ read_time('loaded_at') }} as loaded_at,
    {{ loaded_hour() }} as loaded_hour,
    {{ source_key('outputs') }} as source_key,
    {{ canonical_row('outputs') }} as raw_row,
    {{ contract_breach('outputs') }} as rejection_reason
from {{ raw_table('outputs') }} as raw_rows
