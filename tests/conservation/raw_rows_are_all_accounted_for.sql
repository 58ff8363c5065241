-- Raw tables of which accepted + rejected + duplicates are not all rows (Q1).
select *
from {{ ref('conversion_goals__row_counts') }}
where accepted + rejected + duplicates <> raw_rows or rejected < 0 or duplicates < 0
