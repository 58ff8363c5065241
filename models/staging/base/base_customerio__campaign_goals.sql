-- One row per raw goal version row, read as the contract's types, with what is wrong with it (Q1, G2, G8, F6).
with

raw_rows as (
    select * from {{ raw_table('campaign_goals') }}
),

-- F6: a tree is readable if each of its nodes is; events have no segments, audiences no properties.
rules as (
    select
        rule_id,
        min(case when node_kind = 'wrong' or depth > 10 or node_kind = 'segment' then 0 else 1 end) as is_filter,
        min(
            case
                when node_kind = 'wrong' or depth > 10 or left_property is not null or right_trigger is not null then 0
                else 1
            end
        ) as is_audience
    from {{ ref('base_rule_nodes') }}
    group by rule_id
),

versions as (
    select
        {{ read_id('workspace_id') }} as workspace_id,
        {{ read_id('campaign_id') }} as campaign_id,
        {{ read_id('goal_version_id') }} as goal_version_id,
        {{ read_time('set_at') }} as set_at,
        cast(goal_type as {{ dbt.type_string() }}) as goal_type,
        nullif(cast(event_name as {{ dbt.type_string() }}), '') as event_name,
        {{ read_id('segment_id') }} as segment_id,
        {{ dbt.hash("nullif(cast(" ~ adapter.quote('filter') ~ " as " ~ dbt.type_string() ~ "), '')") }} as filter_rule_id,
        {{ read_integer('time_frame_seconds') }} as time_frame_seconds,
        cast(touch as {{ dbt.type_string() }}) as touch,
        cast(exit_setting as {{ dbt.type_string() }}) as exit_setting,
        {{ dbt.hash("nullif(cast(audience as " ~ dbt.type_string() ~ "), '')") }} as audience_rule_id,
        {{ read_time('loaded_at') }} as loaded_at,
        {{ source_key('campaign_goals') }} as source_key,
        {{ canonical_row('campaign_goals') }} as raw_row,
        {{ contract_breach('campaign_goals', unchecked=['time_frame_seconds']) }} as contract_breach
    from raw_rows
)

select
    versions.workspace_id,
    versions.campaign_id,
    versions.goal_version_id,
    versions.set_at,
    versions.goal_type,
    versions.event_name,
    versions.segment_id,
    versions.filter_rule_id,
    versions.time_frame_seconds,
    versions.touch,
    versions.exit_setting,
    versions.audience_rule_id,
    versions.loaded_at,
    cast('1970-01-01 00:00:00' as {{ dbt.type_timestamp() }}) as loaded_hour,
    versions.source_key,
    versions.raw_row,
    case
        when versions.contract_breach is not null then versions.contract_breach
        when
            versions.exit_setting not in (
                'goal_achieved', 'stops_matching', 'goal_achieved_or_stops_matching', 'never'
            )
            then 'exit_setting is unknown: ' || versions.exit_setting
        when versions.audience_rule_id is not null and coalesce(audiences.is_audience, 0) = 0
            then 'audience is no readable tree'
        -- G6: without a goal its other columns are not looked at.
        when versions.goal_type is null then null
        when versions.goal_type not in ('event', 'enters_segment', 'leaves_segment')
            then 'goal_type is unknown: ' || versions.goal_type
        when versions.goal_type = 'event' and versions.event_name is null then 'event_name is missing'
        when versions.goal_type <> 'event' and versions.segment_id is null then 'segment_id is missing'
        -- G2: more than 0 and at most 90 days.
        when versions.time_frame_seconds is null or versions.time_frame_seconds not between 1 and 7776000
            then 'time_frame_seconds is no whole number from 1 to 7776000 (90 days)'
        when versions.touch is null or versions.touch not in ('received', 'opened', 'clicked')
            then 'touch is none of received, opened, clicked'
        when versions.filter_rule_id is not null and coalesce(filters.is_filter, 0) = 0
            then 'filter is no readable tree'
    end as rejection_reason
from versions
left join rules as filters on versions.filter_rule_id = filters.rule_id
left join rules as audiences on versions.audience_rule_id = audiences.rule_id
