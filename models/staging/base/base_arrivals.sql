-- One row per part of the raw tables, with how many rows it holds now and how many the marts have
-- seen.
-- A part is a workspace's rows of one hour of arrival; of what is small, and of the settings, one
-- row's content. Where the two counts differ something arrived, whatever its loaded_at says: late
-- in an old hour, within the same instant as the last row seen, or while the last run was going on.
-- The counts are made equal by the last model of a run, so that a run that was killed is done
-- again; nor does a run make them equal that another one overlapped (unsee_overlapped).
{{ config(
    materialized='incremental',
    incremental_strategy=replacement('all'),
    meta={'conversion_goals': {'groups': 'all'}}
) }}
{%- set raw_tables = [] -%}
{%- for table in raw_contract() -%}
{%- do raw_tables.append(source('customerio', table).include(database=false) | string) -%}
{%- endfor %}

with

counted as (
    {%- for table, contract in raw_contract().items() if not contract.get('is_small') %}
    select
        '{{ table }}' as source_table,
        coalesce({{ read_id('workspace_id') }}, '') as workspace_id,
        {{ loaded_hour() }} as loaded_hour,
        '' as content,
        count(*) as raw_rows,
        max({{ read_time('loaded_at') }}) as newest_loaded_at
    from {{ raw_table(table) }} as raw_rows
    group by 1, 2, 3

    union all
    {% endfor %}
    {%- for table, contract in raw_contract().items() if contract.get('is_small') %}
    select
        '{{ table }}' as source_table,
        coalesce({{ read_id('workspace_id') }}, '') as workspace_id,
        cast('1970-01-01 00:00:00' as {{ dbt.type_timestamp() }}) as loaded_hour,
        {{ canonical_row(table) }} as content,
        count(*) as raw_rows,
        max({{ read_time('loaded_at') }}) as newest_loaded_at
    from {{ raw_table(table) }} as raw_rows
    group by 1, 2, 4

    union all
    {% endfor %}
    select
        'settings' as source_table,
        '' as workspace_id,
        cast('1970-01-01 00:00:00' as {{ dbt.type_timestamp() }}) as loaded_hour,
        content,
        count(*) as raw_rows,
        cast(null as {{ dbt.type_timestamp() }}) as newest_loaded_at
    from (
        select
            alias || ' is ' || coalesce(delivery_type, '')
            || ', converts ' || coalesce(can_convert, '') as content
        from {{ ref('delivery_types') }}

        union all

        select output_type || ' is ' || coalesce(kind, '') as content
        from {{ ref('output_types') }}

        union all

        select 'count_machine_opens is {{ var("count_machine_opens") }}' as content

        union all

        {% set absent = var('conversion_goals_absent') | sort | join(', ') -%}
        select 'absent are {{ absent }}' as content

        union all

        select 'raw tables are {{ dbt.escape_single_quotes(raw_tables | join(", ")) }}' as content

        union all

        select 'version is 0.1.0' as content
    ) as settings
    group by 4
)

{% if is_incremental() %}
{%- set made_anew = [] -%}
{%- for table in kept_tables() if not keeps_its_rows(table) -%}
    {%- do made_anew.append(table.name) -%}
{%- endfor %}
, seen as (
    select * from {{ this }}
),

compared as (
    select
        coalesce(counted.source_table, seen.source_table) as source_table,
        coalesce(counted.workspace_id, seen.workspace_id) as workspace_id,
        coalesce(counted.loaded_hour, seen.loaded_hour) as loaded_hour,
        coalesce(counted.content, seen.content) as content,
        coalesce(counted.raw_rows, 0) as raw_rows,
        coalesce(seen.processed_rows, 0) as processed_rows,
        counted.newest_loaded_at
    from counted
    full outer join seen
        on
            counted.source_table = seen.source_table
            and counted.workspace_id = seen.workspace_id
            and counted.loaded_hour = seen.loaded_hour
            and counted.content = seen.content
),

-- What was seen under other seeds, vars or another version of this package counts as unseen, and all
-- where a table that keeps rows is gone or made anew.
other_settings as (
    select * from compared
    where source_table = 'settings' and raw_rows <> processed_rows
)

select
    -- Rows may only be added: what is gone would stay in the marts.
    case
        when
            content = '' and raw_rows < processed_rows
            {%- if var('conversion_goals_absent') %}
            and source_table not in ('{{ var("conversion_goals_absent") | join("', '") }}')
            {%- endif %}
            then {{ raise_error(
                "'raw rows of ' || source_table || ' are gone since the last run, and an"
                ~ " incremental run only follows rows that are added: run with --full-refresh'"
            ) }}
        else source_table
    end as source_table,
    workspace_id,
    loaded_hour,
    content,
    raw_rows,
    case
        when {{ 'true' if made_anew else 'exists (select 1 from other_settings)' }} then 0
        else processed_rows
    end as processed_rows,
    newest_loaded_at,
    '{{ invocation_id }}' as counted_by
from compared
{% else %}
select
    source_table,
    workspace_id,
    loaded_hour,
    content,
    raw_rows,
    cast(0 as bigint) as processed_rows,
    newest_loaded_at,
    '{{ invocation_id }}' as counted_by
from counted
{% endif %}
