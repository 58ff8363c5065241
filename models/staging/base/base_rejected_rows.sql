-- One row per raw row that breaks the contract, by the part of its table in which it arrived (Q1).
{{ config(
    materialized='incremental',
    incremental_strategy=replacement('groups'),
    unique_key=['source_table', 'workspace_id', 'loaded_hour'],
    meta={'conversion_goals': {'groups': 'base_arrivals', 'which': 'raw_rows <> processed_rows'}}
) }}
-- depends_on: {{ ref('base_arrivals') }}
{%- for table in raw_contract() %}
{%- set arrived = (
    [has_arrived(table), has_arrived(table, undated=true)] if is_incremental() else ['1 = 1']
) %}

select
    '{{ table }}' as source_table,
    coalesce({{ read_id('workspace_id') }}, '') as workspace_id,
    loaded_hour,
    {{ source_key(table) }} as source_key,
    rejection_reason,
    {{ canonical_row(table) }} as raw_row,
    {{ read_time('loaded_at') }} as loaded_at
from (
    {%- for condition in arrived %}
    select * from {{ ref('base_customerio__' ~ table) }}
    where rejection_reason is not null and {{ condition }}
    {{ 'union all' if not loop.last }}
    {%- endfor %}
) as rejected
{{ 'union all' if not loop.last }}
{%- endfor %}
