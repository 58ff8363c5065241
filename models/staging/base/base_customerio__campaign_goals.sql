-- One row per raw goal version row as it came, with what is wrong with it (Q1, G2, G8, F6).
with

raw_rows as (
    select
        *,
        {{ read_rule_id(adapter.quote('filter')) }} as filter_rule_id,
        {{ read_rule_id('audience') }} as audience_rule_id
    from {{ raw_table('campaign_goals') }} as raw_rows
),

-- F6: a tree is readable if each of its nodes is; events have no segments, audiences no properties.
rules as (
    select
        rule_id,
        min(
            case
                when node_kind = 'wrong' or depth > 10 or node_kind = 'segment' then 0
                else 1
            end
        ) as is_filter,
        min(
            case
                when
                    node_kind = 'wrong'
                    or depth > 10
                    or left_property is not null
                    or right_trigger is not null
                    then 0
                else 1
            end
        ) as is_audience
    from {{ ref('base_rule_nodes') }}
    group by rule_id
)

select
    raw_rows.*,
    cast('1970-01-01 00:00:00' as {{ dbt.type_timestamp() }}) as loaded_hour,
    case
        when {{ contract_breach('campaign_goals', unchecked=['time_frame_seconds']) }} is not null
            then {{ contract_breach('campaign_goals', unchecked=['time_frame_seconds']) }}
        when
            raw_rows.exit_setting not in (
                'goal_achieved', 'stops_matching', 'goal_achieved_or_stops_matching', 'never'
            )
            then 'exit_setting is unknown: ' || raw_rows.exit_setting
        when raw_rows.audience_rule_id is not null and coalesce(audiences.is_audience, 0) = 0
            then 'audience is no readable tree'
        -- G6: without a goal its other columns are not looked at.
        when raw_rows.goal_type is null then null
        when raw_rows.goal_type not in ('event', 'enters_segment', 'leaves_segment')
            then 'goal_type is unknown: ' || raw_rows.goal_type
        when raw_rows.goal_type = 'event' and coalesce(raw_rows.event_name, '') = ''
            then 'event_name is missing'
        when raw_rows.goal_type <> 'event' and {{ read_id('raw_rows.segment_id') }} is null
            then 'segment_id is missing'
        -- G2: more than 0 and at most 90 days.
        when
            coalesce({{ read_integer('raw_rows.time_frame_seconds') }}, 0) not between 1 and 7776000
            then 'time_frame_seconds is no whole number from 1 to 7776000 (90 days)'
        when coalesce(raw_rows.touch, '') not in ('received', 'opened', 'clicked')
            then 'touch is none of received, opened, clicked'
        when raw_rows.filter_rule_id is not null and coalesce(filters.is_filter, 0) = 0
            then 'filter is no readable tree'
    end as rejection_reason
from raw_rows
left join rules as filters on raw_rows.filter_rule_id = filters.rule_id
left join rules as audiences on raw_rows.audience_rule_id = audiences.rule_id
