-- One row per journey that something which arrived may decide otherwise, and person that any of its
-- raw rows names: those that it left too, whichever of its rows named what arrived.
{{ config(
    materialized='incremental',
    incremental_strategy=replacement('all'),
    meta={'conversion_goals': {'groups': 'all'}}
) }}

with

arrived_rows as (
    select * from {{ ref('int_arrived_rows') }}
),

named as (
    select
        workspace_id,
        id as journey_id
    from arrived_rows
    where kind = 'journey'

    union

    select
        workspace_id,
        journey_id
    from {{ ref('int_changed_deliveries') }}
    {%- for kind in ['event', 'campaign', 'workspace'] %}

    union

    select
        {{ read_id('workspace_id') }} as workspace_id,
        {{ read_id('subject_name') }} as journey_id
    from {{ ref('base_customerio__subjects') }}
    where
        ({{ read_id('workspace_id') }}, {{ read_id(kind ~ '_id') }}) in (
            select
                arrived_rows.workspace_id,
                arrived_rows.id
            from arrived_rows
            where arrived_rows.kind = '{{ kind }}'
        )
    {%- endfor %}
)

select distinct
    {{ read_id('workspace_id') }} as workspace_id,
    {{ read_id('subject_name') }} as journey_id,
    {{ read_id('internal_customer_id') }} as person_id
from {{ ref('base_customerio__subjects') }}
where
    ({{ read_id('workspace_id') }}, {{ read_id('subject_name') }}) in (
        select
            named.workspace_id,
            named.journey_id
        from named
    )
