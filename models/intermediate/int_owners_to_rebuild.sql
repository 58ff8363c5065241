-- One row per owner (a person; a journey or delivery of nobody) whose marts an incremental run
-- makes anew; none in a full build, which makes everybody anew.
-- is_replaced is false for those that are only computed with, because a delivery lies in somebody
-- else's journey.
{{ config(
    materialized='incremental',
    incremental_strategy=replacement('all'),
    meta={'conversion_goals': {'groups': 'all'}}
) }}

with

ties as (
    select
        workspace_id,
        delivery_owner_id as owner_id,
        journey_owner_id as tied_owner_id
    from {{ ref('int_ties') }}

    union

    select
        workspace_id,
        journey_owner_id as owner_id,
        delivery_owner_id as tied_owner_id
    from {{ ref('int_ties') }}
),

reached as (
    select
        workspace_id,
        {{ owner_id('person_id', 'journey_id', 'delivery_id') }} as owner_id
    from {{ ref('int_changed_deliveries') }}

    union

    select
        workspace_id,
        {{ owner_id('person_id', 'journey_id') }} as owner_id
    from {{ ref('int_changed_journeys') }}

    union

    -- Deliveries of nobody were the journey's before its person was known.
    select
        workspace_id,
        'journey ' || journey_id as owner_id
    from {{ ref('int_changed_journeys') }}

    union

    select
        workspace_id,
        {{ owner_id('id') }} as owner_id
    from {{ ref('int_arrived_rows') }}
    where kind = 'person'
),

-- The first round finds who is reached by a tie, the second whose journeys they are computed with.
{% for (found, round) in [('reached', 'tied_once'), ('tied_once', 'tied_twice')] -%}
{{ round }} as (
    select distinct
        ties.workspace_id,
        ties.tied_owner_id as owner_id
    from ties
    inner join {{ found }} as found
        on
            ties.workspace_id = found.workspace_id
            and ties.owner_id = found.owner_id
),

{% endfor -%}
found_in_rounds as (
    select
        *,
        true as is_replaced
    from reached

    union all

    select
        *,
        true as is_replaced
    from tied_once

    union all

    select
        *,
        false as is_replaced
    from tied_twice
)

select
    workspace_id,
    owner_id,
    bool_or(is_replaced) as is_replaced
from found_in_rounds
where workspace_id is not null and owner_id is not null
group by workspace_id, owner_id
