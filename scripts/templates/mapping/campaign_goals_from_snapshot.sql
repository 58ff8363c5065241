-- campaign_goals from the dbt snapshot campaign_goal_settings (campaign_goal_settings.yml beside
-- this file). A version is dated at the run that saw it first: the edit came after the run before,
-- and a setting that was changed and changed back between two runs was never seen. Journeys that
-- entered before the first run have no goal.
select
    workspace_id,
    campaign_id,
    campaign_id || '-' || cast(dbt_valid_from as varchar) as goal_version_id,
    dbt_valid_from as set_at,
    case when dbt_is_deleted = 'True' then null else goal_type end as goal_type,
    event_name,
    segment_id,
    filter,
    time_frame_seconds,
    touch,
    case when dbt_is_deleted = 'True' then 'never' else exit_setting end as exit_setting,
    audience,
    dbt_valid_from as loaded_at
from your_schema.campaign_goal_settings
