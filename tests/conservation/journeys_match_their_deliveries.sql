-- Journeys whose status, conversion or counts are not those of their deliveries (C7, X8).
with

deliveries as (
    select
        workspace_id,
        journey_id,
        count(*) as deliveries,
        count(received_at) as deliveries_received,
        sum(case when is_sent_after_exit then 1 else 0 end) as deliveries_sent_after_exit,
        min(converted_at) as converted_at,
        min(
            case conversion_status
                when 'converted' then 1
                when 'pending' then 2
                when 'not_converted' then 3
                else 4
            end
        ) as best
    from {{ ref('conversion_goals__deliveries') }}
    group by workspace_id, journey_id
),

journeys as (
    select
        *,
        case conversion_status
            when 'converted' then 1
            when 'pending' then 2
            when 'not_converted' then 3
            else 4
        end as told
    from {{ ref('conversion_goals__journeys') }}
)

select
    journeys.workspace_id,
    journeys.journey_id
from journeys
left join deliveries
    on
        journeys.workspace_id = deliveries.workspace_id
        and journeys.journey_id = deliveries.journey_id
where
    journeys.told <> coalesce(deliveries.best, 4)
    or journeys.is_converted <> (journeys.told = 1)
    or journeys.converted_at is distinct from deliveries.converted_at
    or journeys.deliveries <> coalesce(deliveries.deliveries, 0)
    or journeys.deliveries_received <> coalesce(deliveries.deliveries_received, 0)
    or journeys.deliveries_sent_after_exit <> coalesce(deliveries.deliveries_sent_after_exit, 0)
