-- One row per raw table: where its rows went. Accepted + rejected + duplicates = raw rows.
-- The last model of a run: only when all others stand, what arrived counts as seen.
{{ config(post_hook="{{ conversion_goals.note_arrivals_as_seen() }}") }}
-- depends_on: {{ ref('int_delivery_verdicts') }}
-- depends_on: {{ ref('int_journey_verdicts') }}
-- depends_on: {{ ref('int_open_stretches') }}
-- depends_on: {{ ref('int_filter_answers') }}
-- depends_on: {{ ref('int_audience_stretches') }}
-- depends_on: {{ ref('conversion_goals__achievements') }}

with

arrivals as (
    select
        source_table,
        sum(raw_rows) as raw_rows
    from {{ ref('base_arrivals') }}
    group by source_table
),

repeated as (
    {%- for table, contract in raw_contract().items() %}
    select
        '{{ table }}' as source_table,
        coalesce(sum(case when copies > 0 then copies - 1 end), 0) as duplicates
    from {{ ref(
        ('stg_customerio__' if contract.get('is_small') else 'base_resolved_') ~ table
    ) }}
    {{ 'union all' if not loop.last }}
    {%- endfor %}
),

rejected as (
    select
        source_table,
        count(*) as rejected
    from {{ ref('base_rejected_rows') }}
    group by source_table
)

select
    repeated.source_table,
    cast(coalesce(arrivals.raw_rows, 0) as bigint) as raw_rows,
    -- What is neither set aside nor a repetition stands; a test counts the staging models' rows.
    cast(
        coalesce(arrivals.raw_rows, 0) - coalesce(rejected.rejected, 0) - repeated.duplicates
        as bigint
    ) as accepted,
    cast(coalesce(rejected.rejected, 0) as bigint) as rejected,
    cast(repeated.duplicates as bigint) as duplicates
from repeated
left join arrivals on repeated.source_table = arrivals.source_table
left join rejected on repeated.source_table = rejected.source_table
