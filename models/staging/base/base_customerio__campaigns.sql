-- One row per raw campaign row as it came, with what is wrong with it (Q1).
select
    raw_rows.*,
    cast('1970-01-01 00:00:00' as {{ dbt.type_timestamp() }}) as loaded_hour,
    {{ contract_breach('campaigns') }} as rejection_reason
from {{ raw_table('campaigns') }} as raw_rows
