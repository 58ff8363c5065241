-- One row per workspace with the moment that the marts compare with: as_of, or its newest loaded_at (Verdicts).
with

loaded as (
{%- for table in raw_contract() %}
    select
        {{ read_id('workspace_id') }} as workspace_id,
        max({{ read_time('loaded_at') }}) as loaded_at
    from {{ raw_table(table) }} as raw_rows
    group by 1
{{ 'union all' if not loop.last }}
{%- endfor %}
)

select
    workspace_id,
    {% if var('as_of') is none %}max(loaded_at){% else %}cast('{{ var('as_of') }}' as {{ dbt.type_timestamp() }}){% endif %} as as_of
from loaded
where workspace_id is not null
group by workspace_id
