-- One row per raw row that breaks the contract, set aside with its reason (Q1).
{%- for table in raw_contract() %}

select
    '{{ table }}' as source_table,
    workspace_id,
    source_key,
    rejection_reason as reason,
    raw_row,
    loaded_at
from {{ ref('base_customerio__' ~ table) }}
where rejection_reason is not null
{{ 'union all' if not loop.last }}
{%- endfor %}
