-- One row per delivery of which something arrived, and person and journey that any of its raw rows
-- names: those that it left too.
{{ config(
    materialized='incremental',
    incremental_strategy=replacement('all'),
    meta={'conversion_goals': {'groups': 'all'}}
) }}


{% for (kind, id) in [
    ('delivery', 'delivery_id'), ('action', 'action_id'), ('workspace', 'workspace_id')
] -%}
select
    {{ read_id('workspace_id') }} as workspace_id,
    {{ read_id('delivery_id') }} as delivery_id,
    {{ read_id('subject_id') }} as journey_id,
    {{ read_id('internal_customer_id') }} as person_id
from {{ ref('base_customerio__deliveries') }}
where
    ({{ read_id('workspace_id') }}, {{ read_id(id) }}) in (
        select
            arrived.workspace_id,
            arrived.id
        from {{ ref('int_arrived_rows') }} as arrived
        where arrived.kind = '{{ kind }}'
    )
    and {{ read_id('delivery_id') }} is not null
{% if not loop.last %}
union

{% endif %}
{%- endfor %}
