-- One row per raw metric row as it came, with what is wrong with it (Q1).
select
    raw_rows.*,
    {{ loaded_hour() }} as loaded_hour,
    {{ contract_breach('metrics') }} as rejection_reason
from {{ raw_table('metrics') }} as raw_rows
