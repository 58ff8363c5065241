"""What the contract fixes: the raw tables with their columns, keys and own times, and the marts."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Table:
    columns: dict[str, str]  # name -> kind: id, text, time, integer, boolean, json
    key: tuple[str, ...]  # beside workspace_id
    own_time: str | None


def _table(key: str, own_time: str | None, columns: str) -> Table:
    """A column without a kind is an id; every table begins and ends with the same column."""
    named = f"workspace_id {columns} loaded_at:time".split()
    kinds = dict((name.split(":") + ["id"])[:2] for name in named)
    return Table(kinds, tuple(key.split()), own_time)


TABLES: dict[str, Table] = {
    "deliveries": _table(
        "delivery_id",
        "created_at",
        "delivery_id internal_customer_id subject_id event_id delivery_type:text campaign_id"
        " action_id newsletter_id content_id trigger_id transactional_message_id created_at:time"
        " seq_num:integer",
    ),
    "metrics": _table(
        "event_id",
        "created_at",
        "event_id delivery_id metric:text reason:text link_id link_url:text created_at:time"
        " seq_num:integer proxied:boolean prefetched:boolean machine:boolean",
    ),
    "subjects": _table(
        "subject_name",
        "started_campaign_at",
        "subject_name internal_customer_id campaign_type:text campaign_id event_id trigger_id"
        " started_campaign_at:time created_at:time seq_num:integer",
    ),
    "outputs": _table(
        "output_id",
        "created_at",
        "output_id subject_name output_type:text action_id explanation:text delivery_id"
        " draft:boolean link_tracked:boolean split_test_index:integer branch_index:integer"
        " manual_segment_id add_to_manual_segment:boolean delay_ends_at:time created_at:time"
        " seq_num:integer",
    ),
    "people": _table(
        "internal_customer_id",
        None,
        "customer_id internal_customer_id deleted:boolean suppressed:boolean created_at:time"
        " updated_at:time email_addr:text",
    ),
    "attributes": _table(
        "internal_customer_id attribute_name timestamp",
        "timestamp",
        "internal_customer_id attribute_name:text attribute_value:text timestamp:time",
    ),
    "events": _table(
        "event_id",
        "processed_at",
        "event_id internal_customer_id name:text properties:json timestamp:time processed_at:time",
    ),
    "segment_changes": _table(
        "segment_id internal_customer_id changed_at change",
        "changed_at",
        "segment_id internal_customer_id change:text changed_at:time",
    ),
    "campaigns": _table("campaign_id", None, "campaign_id name:text created_at:time"),
    "campaign_actions": _table(
        "action_id",
        None,
        "campaign_id action_id name:text type:text counts_conversions:boolean",
    ),
    # filter and audience are JSON too, but whether they are looked at depends on the row (G6):
    # versions.py reads them.
    "campaign_goals": _table(
        "goal_version_id",
        "set_at",
        "campaign_id goal_version_id set_at:time goal_type:text event_name:text segment_id"
        " filter:text time_frame_seconds:integer touch:text exit_setting:text audience:text",
    ),
}

_DELIVERY_COUNTS = (
    "deliveries deliveries_received deliveries_opened deliveries_clicked deliveries_tracked"
    " deliveries_converted deliveries_not_converted deliveries_pending"
)
_MATURE = "deliveries_mature deliveries_mature_converted conversion_rate mature_conversion_rate"

MARTS: dict[str, tuple[str, ...]] = {
    f"conversion_goals__{name}": tuple(columns.split())
    for name, columns in {
        "deliveries": "workspace_id delivery_id campaign_id message_id journey_id person_id"
        " delivery_type goal_version_id created_at received_at first_opened_at first_clicked_at"
        " last_touch_at window_closes_at conversion_status reason is_converted converted_at"
        " achievement_id seconds_to_convert is_sent_after_exit",
        "journeys": "workspace_id journey_id campaign_id person_id goal_version_id entered_at"
        " conversion_status is_converted converted_at deliveries deliveries_received exit_setting"
        " exit_status exit_reason exit_due_at exited_at platform_exited_at"
        " deliveries_sent_after_exit",
        "conversions": "workspace_id delivery_id campaign_id message_id journey_id person_id"
        " goal_version_id achievement_id touch_at converted_at seconds_to_convert",
        "achievements": "workspace_id achievement_id campaign_id person_id achieved_at outcome"
        " delivery_id touch_at",
        "near_misses": "workspace_id delivery_id achievement_id campaign_id message_id journey_id"
        " person_id goal_version_id winner_delivery_id reason is_deciding seconds_missed_by"
        " touch_at window_closes_at winner_touch_at achieved_at claimed_at",
        "exit_checks": "workspace_id journey_id looked_at campaign_id person_id goal_version_id"
        " exit_setting platform_action deliveries exit_class is_goal_achieved is_not_matching"
        " has_left has_left_by_goal_achieved has_left_by_stops_matching"
        " has_left_by_goal_achieved_or_stops_matching has_left_by_never seconds_too_late due_at"
        " not_matching_since",
        "campaign_exit_checks": "workspace_id campaign_id checkpoints deliveries deliveries_correct"
        " deliveries_not_to_be_sent deliveries_by_rule_gap deliveries_by_late_data"
        " deliveries_not_configured seconds_too_late exits_correct exits_premature",
        "exit_settings": "workspace_id campaign_id exit_setting deliveries deliveries_under_it"
        " deliveries_saved conversions_after_saved",
        "goal_events": "workspace_id achievement_id person_id goal_type goal_name"
        " last_touch_campaign_id last_touch_delivery_id is_attributed campaigns_looking"
        " campaigns_claiming double_credit achieved_at last_touch_at",
        "double_credit": "workspace_id campaign_id other_campaign_id achievements_of_both"
        " touched_last_by_campaign touched_last_by_other_campaign",
        "time_to_convert": "workspace_id campaign_id touch days_since_touch touches_at_risk"
        " touches_converted touches_converted_later touches_superseded touches_repeated"
        " touches_censored cumulative_incidence cumulative_incidence_in_time_frame share_by_then"
        " share_in_time_frame touches_not_achieved touches_achieved achieved_share",
        "campaign_metrics": f"workspace_id campaign_id {_DELIVERY_COUNTS} journeys"
        " journeys_converted journeys_not_converted journeys_pending journeys_exited_at_entry"
        f" journeys_exited_early deliveries_sent_after_exit journey_conversion_rate {_MATURE}",
        "message_metrics": f"workspace_id campaign_id message_id {_DELIVERY_COUNTS} {_MATURE}",
        "daily_metrics": "workspace_id campaign_id message_id date_basis date deliveries"
        " deliveries_received deliveries_tracked deliveries_converted deliveries_not_converted"
        " deliveries_pending deliveries_mature deliveries_mature_converted",
        "rejected_rows": "source_table workspace_id source_key reason raw_row loaded_at",
        "row_counts": "source_table raw_rows accepted rejected duplicates",
    }.items()
}
