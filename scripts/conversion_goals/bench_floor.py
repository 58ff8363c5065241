"""The least that any correct full build must do, by hand: what the bench divides by."""

DUCKDB_FLOOR = """
create temp table newest_deliveries as
select
    delivery_id,
    max_by((internal_customer_id, subject_id, campaign_id, created_at), seq_num) as newest
from raw.deliveries
group by delivery_id;

create temp table newest_metrics as
select event_id, max_by((delivery_id, metric, created_at), loaded_at) as newest
from raw.metrics
group by event_id;

create temp table newest_events as
select
    event_id,
    max_by((internal_customer_id, name, properties, processed_at), loaded_at) as newest
from raw.events
where name in (select event_name from raw.campaign_goals)
group by event_id;

create temp table touches as
with received as (
    select newest[1] as delivery_id, min(newest[3]) as received_at
    from newest_metrics
    where newest[2] = 'delivered'
    group by all
)
select goals.campaign_id, deliveries.newest[1] as person_id, delivery_id, received_at as touched_at
from newest_deliveries as deliveries
inner join raw.campaign_goals as goals
    on goals.campaign_id = deliveries.newest[3] and goals.touch = 'received'
inner join received using (delivery_id)
union all
select goals.campaign_id, deliveries.newest[1], delivery_id, metrics.newest[3]
from newest_deliveries as deliveries
inner join raw.campaign_goals as goals
    on goals.campaign_id = deliveries.newest[3] and goals.touch <> 'received'
inner join newest_metrics as metrics
    on metrics.newest[1] = delivery_id and metrics.newest[2] = goals.touch;

create temp table achievements as
select
    goals.campaign_id, events.newest[1] as person_id, event_id, events.newest[4] as achieved_at,
    goals.time_frame_seconds
from newest_events as events
inner join raw.campaign_goals as goals on goals.event_name = events.newest[2]
where goals.filter is null or cast(events.newest[3] ->> '$.total' as double) > 49;

create temp table touched_achievements as
select achievements.*
from achievements
semi join touches using (person_id, campaign_id);

create temp table achieving_touches as
select touches.*
from touches
semi join touched_achievements using (person_id, campaign_id);

create temp table converted as
select touches.delivery_id, min(achieved_at) as converted_at
from touched_achievements as achievements
asof join achieving_touches as touches
    on
        achievements.person_id = touches.person_id
        and achievements.campaign_id = touches.campaign_id
        and achievements.achieved_at > touches.touched_at
where achieved_at <= touched_at + to_seconds(time_frame_seconds)
group by touches.delivery_id;

create temp table verdicts as
select delivery_id, newest[3] as campaign_id, converted_at is not null as is_converted
from newest_deliveries
left join converted using (delivery_id);
"""

# The same on Postgres; a match in time is a walk down an index.
POSTGRES_FLOOR = """
create temp table newest_deliveries as
select distinct on (delivery_id)
    delivery_id, internal_customer_id as person_id, subject_id, campaign_id, created_at
from raw.deliveries
order by delivery_id, seq_num desc;

create temp table newest_metrics as
select distinct on (event_id) event_id, delivery_id, metric, created_at
from raw.metrics
order by event_id, loaded_at desc;

create temp table newest_events as
select distinct on (event_id)
    event_id, internal_customer_id as person_id, name, properties, processed_at
from raw.events
where name in (select event_name from raw.campaign_goals)
order by event_id, loaded_at desc;

create temp table touches as
with received as (
    select delivery_id, min(created_at) as received_at
    from newest_metrics
    where metric = 'delivered'
    group by delivery_id
)
select goals.campaign_id, deliveries.person_id, delivery_id, received_at as touched_at
from newest_deliveries as deliveries
inner join raw.campaign_goals as goals
    on goals.campaign_id = deliveries.campaign_id and goals.touch = 'received'
inner join received using (delivery_id)
union all
select goals.campaign_id, deliveries.person_id, deliveries.delivery_id, metrics.created_at
from newest_deliveries as deliveries
inner join raw.campaign_goals as goals
    on goals.campaign_id = deliveries.campaign_id and goals.touch <> 'received'
inner join newest_metrics as metrics
    on metrics.delivery_id = deliveries.delivery_id and metrics.metric = goals.touch;

create temp table achievements as
select
    goals.campaign_id, events.person_id, event_id, events.processed_at as achieved_at,
    goals.time_frame_seconds
from newest_events as events
inner join raw.campaign_goals as goals on goals.event_name = events.name
where
    goals.filter is null
    or cast(cast(events.properties as json) ->> 'total' as double precision) > 49;

analyze touches;
analyze achievements;

create temp table touched_achievements as
select * from achievements
where
    exists (
        select 1 from touches
        where
            touches.person_id = achievements.person_id
            and touches.campaign_id = achievements.campaign_id
    );

create temp table achieving_touches as
select * from touches
where
    exists (
        select 1 from touched_achievements as achievements
        where
            touches.person_id = achievements.person_id
            and touches.campaign_id = achievements.campaign_id
    );

create index on achieving_touches (person_id, campaign_id, touched_at);
analyze achieving_touches;

create temp table converted as
select touches.delivery_id, min(achieved_at) as converted_at
from touched_achievements as achievements
cross join lateral (
    select delivery_id, touched_at
    from achieving_touches
    where
        achieving_touches.person_id = achievements.person_id
        and achieving_touches.campaign_id = achievements.campaign_id
        and achieving_touches.touched_at < achievements.achieved_at
    order by touched_at desc
    limit 1
) as touches
where achieved_at <= touched_at + make_interval(secs => time_frame_seconds)
group by touches.delivery_id;

create temp table verdicts as
select delivery_id, campaign_id, converted_at is not null as is_converted
from newest_deliveries
left join converted using (delivery_id);
"""
