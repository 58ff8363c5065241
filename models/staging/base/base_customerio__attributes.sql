-- One row per raw attribute row as it came, with what is wrong with it (Q1).
select
    raw_rows.*,
    {{ loaded_hour() }} as loaded_hour,
    {{ contract_breach('attributes') }} as rejection_reason
from {{ raw_table('attributes') }} as raw_rows
