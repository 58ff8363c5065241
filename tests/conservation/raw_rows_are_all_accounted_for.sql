-- Raw tables of which more rows are rejected or duplicates than there are (Q1).
select *
from {{ ref('conversion_goals__row_counts') }}
where accepted < 0 or rejected < 0 or duplicates < 0
