"""The doctor's questions to the data: a query each, what its answer means, what to do."""

from __future__ import annotations

from dataclasses import dataclass

from conversion_goals.raw_values import read_as


@dataclass(frozen=True)
class Check:
    """One question. The query gives one row: how many, of how many, and examples or null.

    `{raw_...}` are raw tables, other names the package's models and seeds; a check is left out
    where one of them is not there. More than `tolerated` of the whole is a finding.
    """

    name: str
    query: str
    says: str
    remedy: str
    tolerated: float = 0.0


def _unknown_names(column: str, flag: str, model: str) -> str:
    """Return the query for the rows of a staging model whose name in a column is unknown."""
    return f"""
        select
            count(*) filter (not {flag}),
            count(*),
            string_agg(distinct {column}, ', ' order by {column}) filter (not {flag})
        from {{{model}}}
        """


# The macro's own braces are none of format's.
AUDIENCE = read_as("json", "audience").replace("{", "{{").replace("}", "}}")

RAW_CHECKS = (
    Check(
        "events without arrival time",
        f"""
        select count(*) filter (({read_as("time", "processed_at")}) is null), count(*), null
        from {{raw_events}}
        """,
        "{count} of {total} events have no readable processed_at and are set aside",
        "fill processed_at with the moment at which the platform or the collector received the"
        " event (Segment: receivedAt); timestamp is only what its sender claims",
    ),
    Check(
        "events whose arrival is only claimed",
        f"""
        select
            case when bool_and(processed_at = timestamp) then count(*) else 0 end, count(*), null
        from (
            select
                {read_as("time", "processed_at")} as processed_at,
                {read_as("time", '"timestamp"')} as timestamp
            from {{raw_events}}
        ) where processed_at is not null and timestamp is not null
        having count(*) >= 100
        """,
        "all {total} events have processed_at equal to timestamp",
        "check that processed_at is the arrival and not a copy of the claimed time: a late or"
        " back-dated event would then be credited wrongly",
    ),
    Check(
        "segments that no change names",
        f"""
        with named as (
            select workspace_id, segment_id from {{raw_campaign_goals}}
            where goal_type in ('enters_segment', 'leaves_segment') and segment_id is not null
            union
            select workspace_id, unnest(json_extract_string({AUDIENCE}, '$..segment'))
            from {{raw_campaign_goals}}
        )
        select
            count(*) filter (changes.segment_id is null),
            count(*),
            string_agg(named.segment_id, ', ' order by named.segment_id)
                filter (changes.segment_id is null)
        from named
        left join (
            select distinct workspace_id, segment_id from {{raw_segment_changes}}
        ) as changes
            on cast(named.workspace_id as varchar) = cast(changes.workspace_id as varchar)
            and cast(named.segment_id as varchar) = cast(changes.segment_id as varchar)
        """,
        "{count} of {total} segments that goals and audiences name have no change on record:"
        " {examples}",
        "nobody counts as being in them: supply their changes in segment_changes (or daily lists:"
        " load --from segment-lists), or mend the id in campaign_goals",
    ),
    Check(
        "first opens only",
        """
        select
            case when count(*) >= 500 and max(opens) = 1 then count(*) else 0 end, count(*), null
        from (
            select workspace_id, delivery_id, count(distinct event_id) as opens
            from {raw_metrics} where metric = 'opened' group by all
        )
        """,
        "none of {total} opened deliveries was opened twice: the feed may send first opens only",
        "let the reporting webhook send every event, not the first one only: a later open is a"
        " touch too, so its window and its credit are missing",
    ),
    Check(
        "lines set aside at load",
        """
        select count(*), count(*), string_agg(distinct reason, '; ' order by reason)
        from {raw__lines_set_aside}
        """,
        "lines of webhooks, calls or lists that no raw table takes: {count}: {examples}",
        "read them in _lines_set_aside of the raw schema; those that wait for people are taken by"
        " the next load --from segment, as they are with --person id",
    ),
)

BUILT_CHECKS = (
    Check(
        "rows that came after the build",
        """
        select
            abs((select count(*) from {raw_deliveries}) - counts.deliveries)
                + abs((select count(*) from {raw_metrics}) - counts.metrics)
                + abs((select count(*) from {raw_events}) - counts.events),
            counts.deliveries + counts.metrics + counts.events,
            null
        from (
            select
                sum(raw_rows) filter (source_table = 'deliveries') as deliveries,
                sum(raw_rows) filter (source_table = 'metrics') as metrics,
                sum(raw_rows) filter (source_table = 'events') as events
            from {conversion_goals__row_counts}
        ) as counts
        """,
        "{count} raw deliveries, metrics and events are not in the marts",
        "run `conversion-goals build`",
    ),
    Check(
        "rejected rows",
        """
        select sum(rejected), sum(raw_rows), string_agg(
            source_table || ' ' || rejected, ', ' order by rejected desc) filter (rejected > 0)
        from {conversion_goals__row_counts}
        """,
        "{count} of {total} raw rows are set aside: {examples}",
        "read the reason of each in conversion_goals__rejected_rows, and send them again, mended",
        tolerated=0.001,
    ),
    Check(
        "deliveries without journey",
        """
        select count(*) filter (journeys.journey_id is null), count(*), null
        from {conversion_goals__deliveries} as deliveries
        left join {conversion_goals__journeys} as journeys using (workspace_id, journey_id)
        where deliveries.campaign_id is not null
        """,
        "{count} of {total} campaign deliveries ({share}) belong to no journey on record: no goal"
        " governs them",
        "load the subjects of the same days; deliveries.subject_id must be subjects.subject_name",
        tolerated=0.01,
    ),
    Check(
        "deliveries that their journeys contradict",
        """
        select
            count(*) filter (
                deliveries.campaign_id <> journeys.campaign_id
                or deliveries.person_id <> journeys.person_id),
            count(*),
            null
        from {conversion_goals__deliveries} as deliveries
        inner join {conversion_goals__journeys} as journeys using (workspace_id, journey_id)
        """,
        "{count} of {total} deliveries with a journey ({share}) name another campaign or person"
        " than it does: no goal governs them",
        "compare campaign_id and internal_customer_id of deliveries and subjects: one of the tables"
        " may spell them differently, or take them from another field",
        tolerated=0.01,
    ),
    Check(
        "journeys before their campaign's first goal version",
        """
        select count(*) filter (goal_version_id is null), count(*), null
        from {conversion_goals__journeys}
        where (workspace_id, campaign_id) in (
            select cast(workspace_id as varchar), cast(campaign_id as varchar)
            from {raw_campaign_goals} where campaign_id is not null)
        """,
        "{count} of {total} journeys ({share}) of campaigns with goals have no goal version",
        "they entered before the first version on record, or under a rejected one: supply the"
        " version that held then, with its true set_at (conversion-goals check reads the file)",
        tolerated=0.05,
    ),
    Check(
        "goal versions that govern nobody",
        """
        with versions as (
            select distinct
                cast(workspace_id as varchar) as workspace_id,
                cast(goal_version_id as varchar) as goal_version_id
            from {raw_campaign_goals} where goal_version_id is not null
        )
        select
            count(*) filter (used.goal_version_id is null),
            count(*),
            string_agg(versions.goal_version_id, ', ' order by versions.goal_version_id)
                filter (used.goal_version_id is null)
        from versions
        left join (
            select distinct workspace_id, goal_version_id from {conversion_goals__journeys}
        ) as used using (workspace_id, goal_version_id)
        """,
        "{count} of {total} goal versions govern no journey: {examples}",
        "look at set_at (UTC?) and campaign_id of each: it may be set later than the last entry,"
        " replaced before anybody entered, rejected, or of a campaign that is spelled differently",
    ),
    Check(
        "goal events of people unknown to the campaigns",
        """
        select
            count(*) filter ((workspace_id, person_id) not in (
                select (workspace_id, person_id) from {conversion_goals__journeys}
                where person_id is not null)),
            count(*),
            null
        from (
            select
                cast(workspace_id as varchar) as workspace_id,
                cast(internal_customer_id as varchar) as person_id,
                name
            from {raw_events} where internal_customer_id is not null
        )
        where (workspace_id, name) in (
            select (cast(workspace_id as varchar), event_name) from {raw_campaign_goals}
            where goal_type = 'event')
        having count(*) > 0
        """,
        "{count} of {total} events of a goal's name ({share}) are of people without any journey",
        "if that is more than people who were never messaged: the events may name people by"
        " another id than deliveries and subjects do (internal_customer_id is the cio_id)",
        tolerated=0.9,
    ),
    Check(
        "unknown delivery types",
        _unknown_names("delivery_type", "is_known_type", "stg_customerio__deliveries"),
        "{count} of {total} deliveries have a type that can never convert, being unknown:"
        " {examples}",
        "add the type to the seed delivery_types",
    ),
    Check(
        "metrics of unknown name",
        _unknown_names("metric", "is_known_metric", "stg_customerio__metrics"),
        "{count} of {total} metrics have a name that the package does not know: {examples}",
        "they are kept and do nothing; if one of them is a receipt, an open or a click, rename it"
        " on the way in",
    ),
    Check(
        "unknown step types",
        _unknown_names("output_type", "is_known_type", "stg_customerio__outputs"),
        "{count} of {total} steps have an unknown type: they are no checkpoints: {examples}",
        "add the type to the seed output_types with its kind",
    ),
    Check(
        "exits at entry, seconds before the segment's change",
        f"""
        with changes as (
            select *, {read_as("time", "changed_at")} as entered_segment_at
            from {{raw_segment_changes}}
        ),
        at_entry as (
            select distinct journeys.workspace_id, journeys.journey_id
            from {{conversion_goals__journeys}} as journeys
            inner join changes
                on journeys.workspace_id = cast(changes.workspace_id as varchar)
                and journeys.person_id = cast(changes.internal_customer_id as varchar)
            where journeys.exit_status = 'exited_at_entry'
                and journeys.exit_reason = 'stopped_matching'
                and changes.change = 'entered'
                and changes.entered_segment_at > journeys.entered_at
                and changes.entered_segment_at <= journeys.entered_at + interval 60 second
        )
        select
            (select count(*) from at_entry), count(*) filter (exit_status = 'exited_at_entry'), null
        from {{conversion_goals__journeys}}
        """,
        "{count} of {total} exits at entry are of people who entered a segment within the minute"
        " after: the clocks of journeys and segment changes differ",
        "date segment changes by the platform's own clock, or move changed_at back by the skew: at"
        " entry the person seems not to match the campaign's audience",
    ),
    Check(
        "sent-only deliveries",
        """
        select count(*) filter (not is_delivered), count(*), string_agg(
            distinct delivery_type, ', ' order by delivery_type) filter (not is_delivered)
        from (
            select deliveries.delivery_type, delivered.delivery_id is not null as is_delivered
            from {conversion_goals__deliveries} as deliveries
            left join (
                select distinct
                    cast(workspace_id as varchar) as workspace_id,
                    cast(delivery_id as varchar) as delivery_id
                from {raw_metrics} where metric = 'delivered'
            ) as delivered using (workspace_id, delivery_id)
            where deliveries.received_at is not null
        )
        """,
        "{count} of {total} received deliveries ({share}) were only sent, never reported"
        " delivered: {examples}",
        "their window starts at the sending; where the channel does report deliveries, let the"
        " export or webhook include `delivered`",
        tolerated=0.2,
    ),
)
