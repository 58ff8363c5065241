-- Parts of the raw tables that still count as new after a whole run, of which row_counts is the
-- last model (Q5).
-- depends_on: {{ ref('conversion_goals__row_counts') }}
select *
from {{ ref('base_arrivals') }}
where raw_rows is distinct from processed_rows
