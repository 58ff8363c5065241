-- One row per raw delivery row as it came, with what is wrong with it (Q1).
select
    raw_rows.*,
    {{ loaded_hour() }} as loaded_hour,
    {{ contract_breach('deliveries') }} as rejection_reason
from {{ raw_table('deliveries') }} as raw_rows
