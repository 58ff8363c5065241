-- One row per journey with a goal and person, in the group of journeys that every goal achievement
-- satisfies alike.
-- Journeys of one person under one version differ for an achievement only by their entry, and a
-- touch after an entry already says that. Grouped, a person with many journeys costs one match in
-- time per achievement, not one per pair. What can differ stands alone: a filter that reads the
-- trigger, a trigger event that comes after the entry, a touch before the entry, a journey whose
-- person only its deliveries tell.
with

journeys as (
    select * from {{ ref('int_journeys') }}
    where goal_type is not null
),

creditable_deliveries as (
    select * from {{ ref('int_deliveries') }}
    where is_eligible and received_at is not null and goal_type is not null
),

events as (
    select * from {{ ref('stg_customerio__events') }}
),

with_early_touch as (
    select distinct
        workspace_id,
        journey_id
    from creditable_deliveries
    where received_at < entered_at or first_opened_at < entered_at or first_clicked_at < entered_at
),

with_late_trigger as (
    select
        journeys.workspace_id,
        journeys.journey_id
    from journeys
    inner join events
        on
            journeys.workspace_id = events.workspace_id
            and journeys.trigger_event_id = events.event_id
    where events.processed_at > journeys.entered_at
),

members as (
    select
        workspace_id,
        journey_id,
        person_id,
        true as is_persons_own
    from journeys
    where person_id is not null

    union

    -- G7: the person of a delivery whose journey has none.
    select
        journeys.workspace_id,
        journeys.journey_id,
        creditable_deliveries.person_id,
        false as is_persons_own
    from journeys
    inner join creditable_deliveries
        on
            journeys.workspace_id = creditable_deliveries.workspace_id
            and journeys.journey_id = creditable_deliveries.journey_id
    where journeys.person_id is null and creditable_deliveries.person_id is not null
),

-- What can differ for an achievement stands alone; the rest shares a group by version and state at
-- entry.
described as (
    select
        members.workspace_id,
        members.person_id,
        members.is_persons_own,
        journeys.journey_id,
        journeys.trigger_event_id,
        journeys.campaign_id,
        journeys.goal_version_id,
        journeys.goal_type,
        journeys.goal_name,
        journeys.filter_rule_id,
        journeys.filter_reads_trigger,
        journeys.entered_at,
        journeys.is_already_matched,
        journeys.filter_reads_trigger
        or not members.is_persons_own
        or with_early_touch.journey_id is not null
        or with_late_trigger.journey_id is not null as stands_alone
    from members
    inner join journeys
        on
            members.workspace_id = journeys.workspace_id
            and members.journey_id = journeys.journey_id
    left join with_early_touch
        on
            members.workspace_id = with_early_touch.workspace_id
            and members.journey_id = with_early_touch.journey_id
    left join with_late_trigger
        on
            members.workspace_id = with_late_trigger.workspace_id
            and members.journey_id = with_late_trigger.journey_id
),

named as (
    select
        *,
        case when stands_alone then journey_id else '' end as own_journey_id
    from described
),

-- One whole number names a group in this run: the matches in time compare it instead of three
-- texts.
groups as (
    select
        *,
        {{ row_key() }} as group_id
    from (
        select distinct
            workspace_id,
            person_id,
            goal_version_id,
            is_already_matched,
            own_journey_id
        from named
    ) as named_groups
)

select
    named.workspace_id,
    named.journey_id,
    named.person_id,
    groups.group_id,
    named.is_persons_own,
    -- A2: the event that does not exist for the group; a group of several has none that could
    -- matter.
    case when named.stands_alone then named.trigger_event_id end as trigger_event_id,
    named.campaign_id,
    named.goal_type,
    named.goal_name,
    named.filter_rule_id,
    named.filter_reads_trigger,
    named.entered_at,
    named.is_already_matched
from named
inner join groups
    on
        named.workspace_id = groups.workspace_id
        and named.person_id = groups.person_id
        and named.goal_version_id = groups.goal_version_id
        and named.is_already_matched = groups.is_already_matched
        and named.own_journey_id = groups.own_journey_id
