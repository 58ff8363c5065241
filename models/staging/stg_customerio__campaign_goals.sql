-- One row per goal version.
{{ config(materialized='table') }}
-- Read after the counting: what arrives in between would be noted as seen.
-- depends_on: {{ ref('base_arrivals') }}
with

ranked as (
    {{ newest_rows('campaign_goals', ref('base_customerio__campaign_goals')) }}
)

select
    {{ read_id('workspace_id') }} as workspace_id,
    {{ read_id('campaign_id') }} as campaign_id,
    {{ read_id('goal_version_id') }} as goal_version_id,
    {{ read_time('set_at') }} as set_at,
    goal_type,
    -- G6: without a goal nothing of the goal is looked at.
    case
        when goal_type = 'event' then cast(event_name as {{ dbt.type_string() }})
        when goal_type is not null then {{ read_id('segment_id') }}
    end as goal_name,
    -- G8: a filter on a segment goal is ignored.
    case when goal_type = 'event' then filter_rule_id end as filter_rule_id,
    case
        when goal_type = 'event' then cast({{ adapter.quote('filter') }} as {{ dbt.type_string() }})
    end as filter_json,
    case
        when goal_type is not null then {{ read_integer('time_frame_seconds') }}
    end as time_frame_seconds,
    case when goal_type is not null then touch end as touch,
    -- G6: the vendor's default.
    coalesce(exit_setting, 'stops_matching') as exit_setting,
    audience_rule_id,
    cast(audience as {{ dbt.type_string() }}) as audience_json,
    copies
from ranked
where position = 1 and rejection_reason is null
