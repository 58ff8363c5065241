-- One row per campaign: its deliveries and journeys counted by what became of them.
with

campaigns as (
    select * from {{ ref('stg_customerio__campaigns') }}
),

deliveries as (
    select
        workspace_id,
        campaign_id,
        {{ delivery_counts() }},
        cast(sum(deliveries_sent_after_exit) as bigint) as deliveries_sent_after_exit
    from {{ ref('int_delivery_counts') }}
    group by workspace_id, campaign_id
),

journeys as (
    select
        workspace_id,
        campaign_id,
        count(*) as journeys,
        count(case when conversion_status = 'converted' then 1 end) as journeys_converted,
        count(case when conversion_status = 'not_converted' then 1 end) as journeys_not_converted,
        count(case when conversion_status = 'pending' then 1 end) as journeys_pending,
        count(case when exit_status = 'exited_at_entry' then 1 end) as journeys_exited_at_entry,
        count(case when exit_status = 'exited_early' then 1 end) as journeys_exited_early
    from {{ ref('conversion_goals__journeys') }}
    where campaign_id is not null
    group by workspace_id, campaign_id
),

-- Every campaign on record, with deliveries or with journeys.
known as (
    select
        workspace_id,
        campaign_id
    from campaigns

    union

    select
        workspace_id,
        campaign_id
    from deliveries

    union

    select
        workspace_id,
        campaign_id
    from journeys
)

select
    known.workspace_id,
    known.campaign_id,
    campaigns.campaign_name,
    coalesce(deliveries.deliveries, 0) as deliveries,
    coalesce(deliveries.deliveries_received, 0) as deliveries_received,
    coalesce(deliveries.deliveries_opened, 0) as deliveries_opened,
    coalesce(deliveries.deliveries_clicked, 0) as deliveries_clicked,
    coalesce(deliveries.deliveries_tracked, 0) as deliveries_tracked,
    coalesce(deliveries.deliveries_converted, 0) as deliveries_converted,
    coalesce(deliveries.deliveries_not_converted, 0) as deliveries_not_converted,
    coalesce(deliveries.deliveries_pending, 0) as deliveries_pending,
    coalesce(deliveries.deliveries_mature, 0) as deliveries_mature,
    coalesce(deliveries.deliveries_mature_converted, 0) as deliveries_mature_converted,
    coalesce(deliveries.deliveries_sent_after_exit, 0) as deliveries_sent_after_exit,
    coalesce(journeys.journeys, 0) as journeys,
    coalesce(journeys.journeys_converted, 0) as journeys_converted,
    coalesce(journeys.journeys_not_converted, 0) as journeys_not_converted,
    coalesce(journeys.journeys_pending, 0) as journeys_pending,
    coalesce(journeys.journeys_exited_at_entry, 0) as journeys_exited_at_entry,
    coalesce(journeys.journeys_exited_early, 0) as journeys_exited_early,
    {{ rate('deliveries.deliveries_converted', 'deliveries.deliveries_tracked') }}
        as conversion_rate,
    {{ rate('deliveries.deliveries_mature_converted', 'deliveries.deliveries_mature') }}
        as mature_conversion_rate,
    {{ rate(
        'journeys.journeys_converted',
        '(journeys.journeys_converted + journeys.journeys_not_converted'
        ~ ' + journeys.journeys_pending)'
    ) }} as journey_conversion_rate
from known
left join campaigns
    on
        known.workspace_id = campaigns.workspace_id
        and known.campaign_id = campaigns.campaign_id
left join deliveries
    on
        known.workspace_id = deliveries.workspace_id
        and known.campaign_id = deliveries.campaign_id
left join journeys
    on
        known.workspace_id = journeys.workspace_id
        and known.campaign_id = journeys.campaign_id
