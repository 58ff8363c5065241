"""For each of the package's own data tests a wrong row in a built database, which it must find."""

from collections.abc import Iterator
from dataclasses import dataclass

MART = "conversion_goals__"
DELIVERIES, JOURNEYS = f"{MART}deliveries", f"{MART}journeys"
CONVERSIONS, ACHIEVEMENTS = f"{MART}conversions", f"{MART}achievements"
CAMPAIGNS, MESSAGES = f"{MART}campaign_metrics", f"{MART}message_metrics"
DAYS = f"{MART}daily_metrics"
NOBODY = "'no such'"


@dataclass(frozen=True)
class Fault:
    """What goes wrong in a model: SQL on `{table}`, which must change a row of it."""

    model: str
    statement: str


def setting(model: str, assignment: str, where: str = "true") -> Fault:
    """The first row in which `where` holds says something else."""
    return Fault(model, f"update {{table}} set {assignment} {_first(where)}")


def losing(model: str, where: str = "true") -> Fault:
    """The first row in which `where` holds is gone."""
    return Fault(model, f"delete from {{table}} {_first(where)}")


def doubling(model: str, where: str = "true") -> Fault:
    """The first row in which `where` holds stands twice."""
    return Fault(model, f"insert into {{table}} select * from {{table}} {_first(where)}")


def one_more(model: str, columns: str, where: str = "true") -> list[Fault]:
    """For each of the columns a row that counts one more."""
    return [setting(model, f"{column} = {column} + 1", where) for column in columns.split()]


def _first(where: str) -> str:
    return f"where rowid = (select min(rowid) from {{table}} where {where})"


COUNTS = (
    "deliveries deliveries_received deliveries_tracked deliveries_converted"
    " deliveries_not_converted deliveries_pending deliveries_mature deliveries_mature_converted"
)
PARTS = (
    "deliveries_converted = deliveries_converted + 1",
    "deliveries_not_converted = deliveries_not_converted + 1",
    "deliveries_pending = deliveries_pending + 1",
    "deliveries = deliveries_tracked - 1",
    "deliveries_mature = deliveries_tracked + 1",
    "deliveries_mature_converted = 1, deliveries_mature = 0",
    "deliveries_mature_converted = deliveries_converted + 1,"
    " deliveries_mature = deliveries_tracked",
)

# By the test's name: the singular ones, in tests/conservation/.
FAULTS: dict[str, list[Fault]] = {
    "accepted_rows_are_the_staged_ones": one_more(f"{MART}row_counts", "accepted"),
    "runs_leave_no_arrival_unseen": one_more("base_arrivals", "raw_rows processed_rows"),
    "deliveries_have_one_verdict_each": [
        losing(DELIVERIES),
        losing("stg_customerio__deliveries"),
    ],
    "journeys_have_one_row_each": [
        losing(JOURNEYS),
        losing("stg_customerio__subjects"),
    ],
    "every_campaign_has_a_row": [losing(CAMPAIGNS)],
    "tracked_deliveries_add_up": [
        setting(model, part, f"deliveries_converted > 0 and {where}")
        for model, where in (
            (CAMPAIGNS, "true"),
            (MESSAGES, "true"),
            (DAYS, "date_basis = 'cohort'"),
        )
        for part in PARTS
    ],
    "campaign_counts_match_deliveries": [
        *one_more(
            CAMPAIGNS,
            "deliveries deliveries_received deliveries_opened deliveries_clicked deliveries_tracked"
            " deliveries_converted deliveries_pending deliveries_mature deliveries_mature_converted"
            " deliveries_sent_after_exit",
            "deliveries > 0",
        ),
        losing(CAMPAIGNS, "deliveries > 0"),
    ],
    "campaign_counts_match_journeys": [
        *one_more(
            CAMPAIGNS,
            "journeys journeys_converted journeys_not_converted journeys_pending"
            " journeys_exited_at_entry journeys_exited_early",
            "journeys > 0",
        ),
        losing(CAMPAIGNS, "journeys > 0"),
    ],
    "message_counts_add_up_to_campaigns": [
        *one_more(MESSAGES, f"{COUNTS} deliveries_opened deliveries_clicked"),
        losing(MESSAGES),
    ],
    "cohort_days_add_up_to_messages": [
        *one_more(DAYS, COUNTS, "date_basis = 'cohort'"),
        losing(DAYS, "date_basis = 'cohort'"),
        losing(MESSAGES),
    ],
    "outcome_days_match_conversions": [
        *one_more(DAYS, COUNTS, "date_basis = 'outcome'"),
        losing(DAYS, "date_basis = 'outcome'"),
        losing(CONVERSIONS, "campaign_id is not null and message_id is not null"),
    ],
    "conversions_match_converted_deliveries": [
        losing(CONVERSIONS),
        setting(CONVERSIONS, "converted_at = converted_at + interval 1 second"),
        *one_more(CONVERSIONS, "seconds_to_convert"),
        *(
            setting(CONVERSIONS, f"{column} = {NOBODY}")
            for column in (
                "delivery_id",
                "achievement_id",
                "campaign_id",
                "message_id",
                "journey_id",
                "person_id",
                "goal_version_id",
            )
        ),
    ],
    "credited_achievements_match_conversions": [
        losing(ACHIEVEMENTS, "outcome = 'credited'"),
        losing(CONVERSIONS),
        setting(CONVERSIONS, "converted_at = converted_at + interval 1 second"),
        setting(CONVERSIONS, f"person_id = {NOBODY}"),
        setting(CONVERSIONS, f"delivery_id = {NOBODY}"),
    ],
    "deliveries_are_credited_once": [
        doubling(ACHIEVEMENTS, "outcome = 'credited'"),
        losing(
            CONVERSIONS,
            "(workspace_id, delivery_id) in (select workspace_id, delivery_id"
            f" from {ACHIEVEMENTS} where outcome = 'already_converted')",
        ),
        setting(
            ACHIEVEMENTS, "achieved_at = timestamp '2000-01-01'", "outcome = 'already_converted'"
        ),
        setting(
            ACHIEVEMENTS,
            f"achievement_id = '', achieved_at = (select converted_at from {CONVERSIONS} as own"
            " where own.workspace_id = {table}.workspace_id"
            " and own.delivery_id = {table}.delivery_id)",
            "outcome = 'already_converted'",
        ),
    ],
    "only_credit_names_a_delivery": [
        setting(ACHIEVEMENTS, "delivery_id = null", "outcome = 'credited'"),
        setting(ACHIEVEMENTS, "delivery_id = null", "outcome = 'already_converted'"),
        setting(ACHIEVEMENTS, f"delivery_id = {NOBODY}", "delivery_id is null"),
    ],
    "conversions_fall_in_their_window": [
        setting(CONVERSIONS, "converted_at = touch_at"),
        setting(CONVERSIONS, "converted_at = touch_at + interval 91 day"),
        setting(CONVERSIONS, "seconds_to_convert = -1"),
        setting(CONVERSIONS, "seconds_to_convert = 91 * 86400"),
        setting(
            "stg_customerio__subjects",
            "entered_at = entered_at + interval 1000 day",
            f"(workspace_id, journey_id) in (select workspace_id, journey_id from {CONVERSIONS})",
        ),
        setting(
            "stg_customerio__campaign_goals",
            "set_at = set_at + interval 1000 day",
            "(workspace_id, goal_version_id) in (select workspace_id, goal_version_id"
            f" from {CONVERSIONS})",
        ),
        setting(CONVERSIONS, f"journey_id = {NOBODY}"),
        setting(CONVERSIONS, f"goal_version_id = {NOBODY}"),
    ],
    "windows_fit_their_verdict": [
        *(
            setting(DELIVERIES, f"{column} = created_at", "conversion_status = 'not_tracked'")
            for column in ("window_closes_at", "last_touch_at", "converted_at")
        ),
        setting(DELIVERIES, "achievement_id = 'a'", "conversion_status = 'not_tracked'"),
        setting(DELIVERIES, "seconds_to_convert = 1", "conversion_status = 'not_tracked'"),
        setting(DELIVERIES, "received_at = null", "conversion_status <> 'not_tracked'"),
        setting(DELIVERIES, "window_closes_at = null", "conversion_status = 'pending'"),
        setting(
            DELIVERIES,
            "window_closes_at = window_closes_at + interval 1 second",
            "conversion_status = 'not_converted'",
        ),
        setting(DELIVERIES, "last_touch_at = null", "is_converted"),
        setting(DELIVERIES, "converted_at = null", "is_converted"),
        setting(DELIVERIES, "achievement_id = null", "is_converted"),
    ],
    "reasons_fit_their_status": [
        setting(DELIVERIES, "reason = 'no_achievement'", f"conversion_status = '{status}'")
        for status in ("not_tracked", "converted", "pending")
    ]
    + [
        setting(DELIVERIES, f"reason = '{reason}'", "conversion_status = 'not_converted'")
        for reason in ("ineligible_type", "no_goal", "not_received", "converted", "window_open")
    ],
    "pending_while_the_window_is_open": [
        setting(
            "int_workspaces",
            "as_of = null",
            f"workspace_id in (select workspace_id from {DELIVERIES} where is_converted)",
        ),
        setting(DELIVERIES, "is_mature = not is_mature", "conversion_status = 'converted'"),
        setting(DELIVERIES, "is_mature = true", "conversion_status = 'pending'"),
        setting(DELIVERIES, "reason = 'no_achievement'", "reason = 'window_open'"),
        setting(DELIVERIES, "conversion_status = 'pending'", "is_mature and not is_converted"),
    ],
    "journeys_match_their_deliveries": [
        *one_more(JOURNEYS, "deliveries deliveries_received deliveries_sent_after_exit"),
        *(
            setting(JOURNEYS, f"conversion_status = '{other}'", f"conversion_status = '{status}'")
            for status, other in (
                ("converted", "pending"),
                ("pending", "not_converted"),
                ("not_converted", "not_tracked"),
                ("not_tracked", "converted"),
            )
        ),
        setting(JOURNEYS, "is_converted = not is_converted"),
        setting(JOURNEYS, "converted_at = null", "converted_at is not null"),
    ],
    "breaches_come_after_the_exit": [
        setting(DELIVERIES, "is_sent_after_exit = true", "not is_sent_after_exit"),
        setting(DELIVERIES, "is_sent_after_exit = false", "is_sent_after_exit"),
        setting(
            JOURNEYS,
            "exited_at = null",
            f"(workspace_id, journey_id) in (select workspace_id, journey_id from {DELIVERIES}"
            " where is_sent_after_exit)",
        ),
    ],
    "exits_come_in_order": [
        setting(
            JOURNEYS, "exit_due_at = entered_at - interval 1 second", "exit_due_at > entered_at"
        ),
        setting(JOURNEYS, "exited_at = exit_due_at - interval 1 second", "exited_at > entered_at"),
        setting(JOURNEYS, "exited_at = null", "exit_status = 'exited_early'"),
        setting(JOURNEYS, "exit_status = 'exited_early'", "exit_status = 'exited_at_entry'"),
        setting(JOURNEYS, "exit_status = 'completed'", "exit_status = 'exited_early'"),
        setting(JOURNEYS, "exit_due_at = null", "exit_status = 'exit_due'"),
        setting(JOURNEYS, "exit_due_at = null, exit_reason = null", "exit_status = 'exit_due'"),
        setting(JOURNEYS, "exit_reason = null", "exit_reason is not null"),
        setting(JOURNEYS, "exit_setting = null", "exit_setting is not null"),
        setting(JOURNEYS, "exit_setting = 'never'", "exit_reason is not null"),
        setting(JOURNEYS, "exit_setting = 'stops_matching'", "exit_reason = 'goal_achieved'"),
        setting(JOURNEYS, "exit_setting = 'goal_achieved'", "exit_reason = 'stopped_matching'"),
    ],
    "exit_checks_match_journeys": [
        Fault(f"{MART}exit_checks", "delete from {table} where has_left"),
        setting(JOURNEYS, "exited_at = exited_at + interval 1 second", "exited_at is not null"),
        setting(JOURNEYS, "exit_due_at = exit_due_at - interval 1 second", "exited_at is not null"),
    ],
    "near_misses_agree_with_verdicts": [
        Fault(f"{MART}near_misses", f"delete from {{table}} where reason = '{reason}'")
        for reason in ("superseded", "filter_failed", "arrived_late", "outside_window")
    ],
    "delivery_types_are_known": [
        setting("stg_customerio__deliveries", "is_known_type = false", "is_known_type")
    ],
    "metrics_are_known": [
        setting("stg_customerio__metrics", "is_known_metric = false", "is_known_metric")
    ],
    "output_types_are_known": [
        setting("stg_customerio__outputs", "is_known_type = false", "is_known_type")
    ],
    "goal_versions_are_readable": [
        losing(
            "stg_customerio__campaign_goals",
            "(workspace_id, goal_version_id) in (select workspace_id, source_key"
            f" from {MART}rejected_rows where source_table = 'campaign_goals')",
        )
    ],
    "goal_versions_have_their_campaign": [
        losing(
            "stg_customerio__campaigns",
            "(workspace_id, campaign_id) in"
            " (select workspace_id, campaign_id from stg_customerio__campaign_goals)",
        )
    ],
    "audiences_and_segment_goals_can_be_judged": [
        Fault(f"stg_customerio__{table}", "delete from {table}")
        for table in ("segment_changes", "attributes")
    ],
    "agreement_reaches_its_threshold": [],  # its var decides: test_reconciliation
    "scenarios_name_goal_versions": [
        setting("int_scenarios", f"goal_version_id = {NOBODY}", "goal_version_id <> ''")
    ],
}


def faults_of(name: str, kind: str, arguments: dict, model: str) -> Iterator[Fault]:
    """The faults that a test must find: of a generic one, by what it was told."""
    column = arguments.get("column_name")
    if kind == "not_null":
        yield setting(model, f"{column} = null")
    elif kind == "accepted_values":
        yield setting(model, f"{column} = {NOBODY}", f"{column} is not null")
    elif kind in ("unique", "unique_whatever_case"):
        yield doubling(model, f"{column} is not null")
    elif kind == "unique_key":
        yield doubling(model)
        for part in arguments["columns"]:
            yield setting(model, f"{part} = null")
    elif kind == "has_row_in":
        there = " and ".join(f"{part} is not null" for part in arguments["columns"])
        for part in arguments["columns"]:
            yield setting(model, f"{part} = {NOBODY}", there)
    elif kind == "within":
        yield setting(model, f"{column} = {arguments['least']} - 1")
        yield setting(model, f"{column} = {arguments['greatest']} + 1")
    else:
        yield from FAULTS[name]
