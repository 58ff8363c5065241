-- One row per raw step row as it came, with what is wrong with it (Q1).
select
    raw_rows.*,
    {{ loaded_hour() }} as loaded_hour,
    {{ contract_breach('outputs') }} as rejection_reason
from {{ raw_table('outputs') }} as raw_rows
