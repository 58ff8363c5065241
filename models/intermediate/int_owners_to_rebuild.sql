-- One row per owner (a person; a journey or delivery of nobody) whose marts an incremental run
-- makes anew; none in a full build, which makes everybody anew.
-- They are those whom rows reach (int_owners_reached) and those tied to them.
-- is_replaced is false for those that are only computed with, because a delivery lies in somebody
-- else's journey.
{{ config(
    materialized='incremental',
    incremental_strategy=replacement('all'),
    meta={'groups': 'all'},
    on_schema_change='fail'
) }}
-- depends_on: {{ ref('int_owners_reached') }}
-- depends_on: {{ ref('stg_customerio__deliveries') }}
-- depends_on: {{ ref('stg_customerio__subjects') }}

{% if is_incremental() %}
with

reached as (
    select * from {{ ref('int_owners_reached') }}
),

-- A delivery that lies in a journey of another owner ties the two: the one's exit is the other's
-- breach. The first round finds who is reached by that, the others with whose rows they are
-- computed.
{% for (found, round) in [
    ('reached', 'tied_once'), ('tied_once', 'tied_twice'), ('tied_twice', 'tied_thrice')
] %}
deliveries_of_{{ found }} as {{ stored() }} (
    select
        workspace_id,
        journey_id,
        person_id
    from {{ ref('stg_customerio__deliveries') }}
    where
        (workspace_id, {{ owner_id('person_id', 'journey_id') }}) in (
            select
                found.workspace_id,
                found.owner_id
            from {{ found }} as found
        )
        and person_id is not null
        and journey_id is not null
),

journeys_of_{{ found }} as {{ stored() }} (
    select
        workspace_id,
        journey_id,
        person_id
    from {{ ref('stg_customerio__subjects') }}
    where
        (workspace_id, {{ owner_id('person_id', 'journey_id') }}) in (
            select
                found.workspace_id,
                found.owner_id
            from {{ found }} as found
        )
),

{{ round }} as {{ stored() }} (
    select
        journeys.workspace_id,
        {{ owner_id('journeys.person_id', 'journeys.journey_id') }} as owner_id
    from deliveries_of_{{ found }} as deliveries
    inner join {{ ref('stg_customerio__subjects') }} as journeys
        on
            deliveries.workspace_id = journeys.workspace_id
            and deliveries.journey_id = journeys.journey_id
            and (deliveries.person_id <> journeys.person_id or journeys.person_id is null)

    union

    select
        deliveries.workspace_id,
        {{ owner_id('deliveries.person_id', 'deliveries.journey_id') }} as owner_id
    from journeys_of_{{ found }} as journeys
    inner join {{ ref('stg_customerio__deliveries') }} as deliveries
        on
            journeys.workspace_id = deliveries.workspace_id
            and journeys.journey_id = deliveries.journey_id
            and (deliveries.person_id <> journeys.person_id or journeys.person_id is null)
    where deliveries.person_id is not null
),

{% endfor %}
replaced as (
    select * from reached

    union

    select * from tied_once
),

computed_with as (
    select * from tied_twice

    union

    select * from tied_thrice
)

select
    workspace_id,
    owner_id,
    {{ person_of('owner_id') }} as person_id,
    true as is_replaced
from replaced
where workspace_id is not null and owner_id is not null

union all

select
    computed_with.workspace_id,
    computed_with.owner_id,
    {{ person_of('computed_with.owner_id') }} as person_id,
    false as is_replaced
from computed_with
left join replaced
    on
        computed_with.workspace_id = replaced.workspace_id
        and computed_with.owner_id = replaced.owner_id
where replaced.owner_id is null
{% else %}
select
    cast(null as {{ dbt.type_string() }}) as workspace_id,
    cast(null as {{ dbt.type_string() }}) as owner_id,
    cast(null as {{ dbt.type_string() }}) as person_id,
    true as is_replaced
where 1 = 0
{% endif %}
