-- One row per raw campaign action row as it came, with what is wrong with it (Q1).
select
    raw_rows.*,
    cast('1970-01-01 00:00:00' as {{ dbt.type_timestamp() }}) as loaded_hour,
    {{ contract_breach('campaign_actions') }} as rejection_reason
from {{ raw_table('campaign_actions') }} as raw_rows
