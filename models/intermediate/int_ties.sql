-- One row per delivery that lies, or lay by any of its raw rows, in a journey of another owner: the
-- two owners whom it ties. The one's exit is the other's breach, so that who is made anew takes the
-- other along.
{{ config(
    materialized='incremental',
    incremental_strategy=replacement('groups'),
    unique_key=['workspace_id', 'journey_id'],
    meta={'conversion_goals': {'groups': 'int_changed_journeys'}}
) }}
-- depends_on: {{ ref('base_arrivals') }}
-- depends_on: {{ ref('base_customerio__subjects') }}
-- depends_on: {{ ref('int_changed_journeys') }}

with

deliveries as (
    select
        {{ read_id('workspace_id') }} as workspace_id,
        {{ read_id('delivery_id') }} as delivery_id,
        {{ read_id('subject_id') }} as journey_id,
        {{ read_id('internal_customer_id') }} as person_id
    from {{ ref('base_customerio__deliveries') }}
),

journeys as (
    {% if is_incremental() -%}
    select * from {{ ref('int_changed_journeys') }}
    {%- else -%}
    select
        {{ read_id('workspace_id') }} as workspace_id,
        {{ read_id('subject_name') }} as journey_id,
        {{ read_id('internal_customer_id') }} as person_id
    from {{ ref('base_customerio__subjects') }}
    {%- endif %}
)

select distinct
    deliveries.workspace_id,
    deliveries.journey_id,
    deliveries.delivery_id,
    {{ owner_id('deliveries.person_id') }} as delivery_owner_id,
    {{ owner_id('journeys.person_id', 'journeys.journey_id') }} as journey_owner_id
from deliveries
inner join journeys
    on
        deliveries.workspace_id = journeys.workspace_id
        and deliveries.journey_id = journeys.journey_id
        and (deliveries.person_id <> journeys.person_id or journeys.person_id is null)
where deliveries.delivery_id is not null and deliveries.person_id is not null
