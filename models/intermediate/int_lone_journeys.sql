-- One row per journey and person whom goal achievements may satisfy otherwise than the person's
-- other journeys under the same goal version.
-- Journeys of one person under one version differ for an achievement only by their entry, and a
-- touch after an entry already says that: together they are one group, and cost one match in time
-- per achievement, not one per pair. What can differ is a group of its own: a filter that reads the
-- trigger, a trigger event that comes after the entry, a touch before the entry, a journey whose
-- person only its deliveries tell.
with

journeys as (
    select * from {{ ref('int_journeys') }}
    where goal_type is not null
),

tracked as (
    select * from {{ ref('int_deliveries') }}
    where is_tracked
),

triggered as (
    select * from journeys
    where trigger_event_id is not null
),

events as (
    select * from {{ ref('stg_customerio__events') }}
),

reasons as (
    select
        workspace_id,
        journey_id
    from triggered
    where filter_reads_trigger

    union

    select
        triggered.workspace_id,
        triggered.journey_id
    from triggered
    inner join events
        on
            triggered.workspace_id = events.workspace_id
            and triggered.trigger_event_id = events.event_id
    where events.processed_at > triggered.entered_at

    union

    select
        workspace_id,
        journey_id
    from tracked
    where first_touch_at < entered_at
),

-- G7: the person of a delivery whose journey has none.
told_by_deliveries as (
    select distinct
        journeys.workspace_id,
        journeys.journey_id,
        tracked.person_id
    from journeys
    inner join tracked
        on
            journeys.workspace_id = tracked.workspace_id
            and journeys.journey_id = tracked.journey_id
    where journeys.person_id is null and tracked.person_id is not null
),

lone_journeys as (
    select
        journeys.workspace_id,
        journeys.journey_id,
        journeys.person_id,
        true as is_persons_own
    from journeys
    inner join reasons
        on
            journeys.workspace_id = reasons.workspace_id
            and journeys.journey_id = reasons.journey_id
    where journeys.person_id is not null

    union all

    select
        workspace_id,
        journey_id,
        person_id,
        false as is_persons_own
    from told_by_deliveries
)

select
    workspace_id,
    journey_id,
    person_id,
    -{{ row_key(['workspace_id', 'journey_id', 'person_id']) }} as group_id,
    is_persons_own
from lone_journeys
