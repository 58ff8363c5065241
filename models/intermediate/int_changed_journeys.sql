-- One row per journey that something which arrived may decide otherwise, and person that any of its
-- raw rows names: the one that it left too.
{{ config(
    materialized='incremental',
    incremental_strategy=replacement('all'),
    meta={'groups': 'all'},
    on_schema_change='fail'
) }}


{% for (kind, id) in [
    ('journey', 'subject_name'), ('event', 'event_id'),
    ('campaign', 'campaign_id'), ('workspace', 'workspace_id')
] -%}
select
    {{ read_id('workspace_id') }} as workspace_id,
    {{ read_id('subject_name') }} as journey_id,
    {{ read_id('internal_customer_id') }} as person_id
from {{ ref('base_customerio__subjects') }}
where
    ({{ read_id('workspace_id') }}, {{ read_id(id) }}) in (
        select
            arrived.workspace_id,
            arrived.id
        from {{ ref('int_arrived_rows') }} as arrived
        where arrived.kind = '{{ kind }}'
        {%- if kind == 'journey' %}

        union

        select
            deliveries.workspace_id,
            deliveries.journey_id
        from {{ ref('int_changed_deliveries') }} as deliveries
        {%- endif %}
    )
{% if not loop.last %}
union

{% endif %}
{%- endfor %}
