-- One row per workspace with the moment that the marts compare with: as_of, or its newest loaded_at
-- (Verdicts).
-- Never dropped: Postgres would drop the marts that rest on it, from here to the end of each run.
{{ config(
    materialized='incremental',
    incremental_strategy=replacement('all'),
    meta={'conversion_goals': {'groups': 'all'}}
) }}
select
    workspace_id,
    {% if var('as_of') is none -%}
    max(newest_loaded_at)
    {%- else -%}
    cast('{{ var("as_of") }}' as {{ dbt.type_timestamp() }})
    {%- endif %} as as_of
from {{ ref('base_arrivals') }}
-- One whose rows all lack their loaded_at has none of them accepted (Q1).
where workspace_id <> '' and newest_loaded_at is not null
group by workspace_id
