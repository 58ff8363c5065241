-- One row per raw person row as it came, with what is wrong with it (Q1).
select
    raw_rows.*,
    {{ loaded_hour() }} as loaded_hour,
    {{ contract_breach('people') }} as rejection_reason
from {{ raw_table('people') }} as raw_rows
