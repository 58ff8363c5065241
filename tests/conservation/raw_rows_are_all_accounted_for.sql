-- Raw tables of which accepted + rejected + duplicates are not all rows, or more than all (Q1).
select *
from {{ ref('conversion_goals__row_counts') }}
where
    accepted + rejected + duplicates <> raw_rows
    or accepted < 0
    or rejected < 0
    or duplicates < 0
