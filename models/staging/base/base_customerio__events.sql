-- One row per raw event row as it came, with what is wrong with it (Q1).
select
    raw_rows.*,
    {{ loaded_hour() }} as loaded_hour,
    {{ contract_breach('events') }} as rejection_reason
from {{ raw_table('events') }} as raw_rows
