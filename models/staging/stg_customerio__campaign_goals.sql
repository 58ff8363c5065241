-- One row per goal version.
with

ranked as (
    {{ newest_rows('campaign_goals') }}
)

select
    workspace_id,
    campaign_id,
    goal_version_id,
    set_at,
    goal_type,
    -- G6: without a goal nothing of the goal is looked at.
    case when goal_type = 'event' then event_name when goal_type is not null then segment_id end as goal_name,
    -- G8: a filter on a segment goal is ignored.
    case when goal_type = 'event' then filter_rule_id end as filter_rule_id,
    case when goal_type is not null then time_frame_seconds end as time_frame_seconds,
    case when goal_type is not null then touch end as touch,
    -- G6: the vendor's default.
    coalesce(exit_setting, 'stops_matching') as exit_setting,
    audience_rule_id,
    loaded_at,
    copies
from ranked
where position = 1
