-- Journeys whose exit lies before it was due or before the entry, or whose exit fields do not go
-- together.
select
    workspace_id,
    journey_id,
    exit_setting,
    exit_status,
    exit_reason,
    entered_at,
    exit_due_at,
    exited_at
from {{ ref('conversion_goals__journeys') }}
where
    exit_due_at < entered_at
    or exited_at < exit_due_at
    or (exit_status in ('exited_at_entry', 'exited_early')) <> (exited_at is not null)
    or (exit_status = 'exited_at_entry') <> coalesce(exited_at = entered_at, false)
    or (exit_status in ('exited_at_entry', 'exited_early', 'exit_due')) <> (exit_due_at is not null)
    or (exit_due_at is not null) <> (exit_reason is not null)
    or (exit_setting is null) <> (goal_version_id is null)
    or (exit_reason is not null and coalesce(exit_setting, 'never') = 'never')
    or (exit_reason = 'goal_achieved' and exit_setting = 'stops_matching')
    or (exit_reason = 'stopped_matching' and exit_setting = 'goal_achieved')
