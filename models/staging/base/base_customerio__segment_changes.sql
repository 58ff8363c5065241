-- One row per raw segment change row as it came, with what is wrong with it (Q1).
select
    raw_rows.*,
    {{ loaded_hour() }} as loaded_hour,
    coalesce(
        {{ contract_breach('segment_changes') }},
        case
            when raw_rows.change not in ('entered', 'left')
                then 'change is neither entered nor left: ' || raw_rows.change
        end
    ) as rejection_reason
from {{ raw_table('segment_changes') }} as raw_rows
