-- One row per raw journey row as it came, with what is wrong with it (Q1).
select
    raw_rows.*,
    {{ loaded_hour() }} as loaded_hour,
    {{ contract_breach('subjects') }} as rejection_reason
from {{ raw_table('subjects') }} as raw_rows
