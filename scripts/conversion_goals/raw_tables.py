"""The raw contract: tables, keys and columns. The only list of them in this package."""

from __future__ import annotations

from dataclasses import dataclass

ABSENT = "conversion_goals_absent"  # the var that names what of them a warehouse lacks
SQL_TYPES = {
    "text": "VARCHAR",
    "json": "VARCHAR",
    "time": "TIMESTAMP",
    "integer": "BIGINT",
    "flag": "BOOLEAN",
}

# Columns that are no plain text, by name: a name means the same in every table.
JSON_COLUMNS = {"properties", "filter", "audience"}
TIME_COLUMNS = {
    "created_at",
    "updated_at",
    "started_campaign_at",
    "timestamp",
    "processed_at",
    "changed_at",
    "set_at",
    "delay_ends_at",
    "loaded_at",
}
INTEGER_COLUMNS = {"seq_num", "time_frame_seconds", "split_test_index", "branch_index"}
FLAG_COLUMNS = {
    "deleted",
    "suppressed",
    "draft",
    "link_tracked",
    "add_to_manual_segment",
    "proxied",
    "prefetched",
    "machine",
    "counts_conversions",
}


@dataclass(frozen=True)
class RawTable:
    """One raw table; `loaded_at` and `workspace_id` are columns of every one."""

    name: str
    key: tuple[str, ...]
    columns: tuple[str, ...]
    own_time: str | None = None
    later_columns: tuple[str, ...] = ()


def column_kind(column: str) -> str:
    """Return text, json, time, integer or flag."""
    kinds = (
        (JSON_COLUMNS, "json"),
        (TIME_COLUMNS, "time"),
        (INTEGER_COLUMNS, "integer"),
        (FLAG_COLUMNS, "flag"),
    )
    return next((kind for columns, kind in kinds if column in columns), "text")


def is_id(column: str) -> bool:
    """Whether a column's values are ids, which the build reads as text, whatever their type."""
    return column.endswith("_id") or column == "subject_name"


def _table(
    name: str, key: str, columns: str, own_time: str | None = None, later: str = ""
) -> RawTable:
    listed = ("workspace_id", *columns.split(), *later.split(), "loaded_at")
    return RawTable(name, tuple(key.split()), listed, own_time, tuple(later.split()))


RAW_TABLES: dict[str, RawTable] = {
    table.name: table
    for table in (
        _table(
            "deliveries",
            "delivery_id",
            "delivery_id internal_customer_id subject_id event_id delivery_type campaign_id"
            " action_id newsletter_id content_id trigger_id transactional_message_id created_at"
            " seq_num",
            own_time="created_at",
        ),
        _table(
            "metrics",
            "event_id",
            "event_id delivery_id metric reason link_id link_url created_at seq_num",
            own_time="created_at",
            later="proxied prefetched machine",
        ),
        _table(
            "subjects",
            "subject_name",
            "subject_name internal_customer_id campaign_type campaign_id event_id trigger_id"
            " started_campaign_at created_at seq_num",
            own_time="started_campaign_at",
        ),
        _table(
            "outputs",
            "output_id",
            "output_id subject_name output_type action_id explanation delivery_id draft"
            " link_tracked split_test_index branch_index manual_segment_id add_to_manual_segment"
            " delay_ends_at created_at seq_num",
            own_time="created_at",
        ),
        _table(
            "people",
            "internal_customer_id",
            "customer_id internal_customer_id deleted suppressed created_at updated_at email_addr",
        ),
        _table(
            "attributes",
            "internal_customer_id attribute_name timestamp",
            "internal_customer_id attribute_name attribute_value timestamp",
            own_time="timestamp",
        ),
        _table(
            "events",
            "event_id",
            "event_id internal_customer_id name properties timestamp processed_at",
            own_time="processed_at",
        ),
        _table(
            "segment_changes",
            "segment_id internal_customer_id changed_at change",
            "segment_id internal_customer_id change changed_at",
            own_time="changed_at",
        ),
        _table("campaigns", "campaign_id", "campaign_id name created_at"),
        _table(
            "campaign_actions", "action_id", "campaign_id action_id name type counts_conversions"
        ),
        _table(
            "campaign_goals",
            "goal_version_id",
            "campaign_id goal_version_id set_at goal_type event_name segment_id filter"
            " time_frame_seconds touch exit_setting audience",
            own_time="set_at",
        ),
    )
}
