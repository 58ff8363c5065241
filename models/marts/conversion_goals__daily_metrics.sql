-- One row per workspace, campaign, message, date basis and date: additive counts.
with

deliveries as (
    select * from {{ ref('int_delivery_counts') }}
    where message_id is not null
),

by_cohort as (
    select
        workspace_id,
        campaign_id,
        message_id,
        'cohort' as date_basis,
        created_on as {{ adapter.quote('date') }},
        {{ delivery_counts() }}
    from deliveries
    group by workspace_id, campaign_id, message_id, created_on
),

by_outcome as (
    select
        workspace_id,
        campaign_id,
        message_id,
        'outcome' as date_basis,
        converted_on as {{ adapter.quote('date') }},
        cast(sum(deliveries_converted) as bigint) as deliveries_converted
    from deliveries
    where converted_on is not null
    group by workspace_id, campaign_id, message_id, converted_on
)

select
    workspace_id,
    campaign_id,
    message_id,
    date_basis,
    {{ adapter.quote('date') }},
    deliveries,
    deliveries_received,
    deliveries_tracked,
    deliveries_converted,
    deliveries_not_converted,
    deliveries_pending,
    deliveries_mature,
    deliveries_mature_converted
from by_cohort

union all

select
    workspace_id,
    campaign_id,
    message_id,
    date_basis,
    {{ adapter.quote('date') }},
    cast(0 as bigint) as deliveries,
    cast(0 as bigint) as deliveries_received,
    cast(0 as bigint) as deliveries_tracked,
    deliveries_converted,
    cast(0 as bigint) as deliveries_not_converted,
    cast(0 as bigint) as deliveries_pending,
    cast(0 as bigint) as deliveries_mature,
    cast(0 as bigint) as deliveries_mature_converted
from by_outcome
