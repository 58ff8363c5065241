-- One row per delivery that the platform alone calls converted and achievement at the time of its
-- metric that satisfies a goal version of its campaign: which windows held it, or just missed it.
-- A view, which costs nothing until it is asked.
{{ config(materialized='view') }}

with

theirs as (
    select * from {{ ref('int_platform_conversions') }}
    where not is_ours
),

versions as (
    select * from {{ ref('int_goal_versions') }}
),

achievements as (
    select * from {{ ref('int_achievement_history') }}
),

filter_answers as (
    select * from {{ ref('int_filter_answers') }}
),

segment_states as (
    select
        workspace_id,
        segment_id as goal_name,
        person_id as journey_person_id,
        changed_at,
        is_in_segment
    from {{ ref('int_segment_states') }}
),

possible_touches as (
    select * from {{ ref('int_possible_touches') }}
),

-- What the platform may have meant: what satisfies each version of the campaign, and arrived at the
-- time of its metric or claims to be of that time.
at_its_time as (
    select
        theirs.workspace_id,
        theirs.delivery_id,
        theirs.journey_person_id,
        theirs.entered_at,
        versions.goal_type,
        versions.goal_name,
        versions.touch,
        versions.time_frame_seconds,
        achievements.achievement_id,
        coalesce(versions.goal_version_id = theirs.goal_version_id, false) as is_own_version,
        achievements.achieved_at,
        achievements.claimed_at,
        {{ is_within_a_second('theirs.platform_converted_at', 'achievements.achieved_at') }}
            as is_at_arrival
    from theirs
    inner join versions
        on
            theirs.workspace_id = versions.workspace_id
            and theirs.campaign_id = versions.campaign_id
    inner join achievements
        on
            theirs.workspace_id = achievements.workspace_id
            and theirs.person_id = achievements.person_id
            and versions.goal_type = achievements.goal_type
            and versions.goal_name = achievements.goal_name
    left join filter_answers
        on
            achievements.workspace_id = filter_answers.workspace_id
            and achievements.person_id = filter_answers.person_id
            and achievements.achievement_id = filter_answers.event_id
            and versions.filter_rule_id = filter_answers.rule_id
            and {{ asked_trigger('versions.filter_reads_trigger', 'theirs.trigger_event_id') }}
            = filter_answers.trigger_event_id
    where
        theirs.has_journey
        and (
            {{ is_within_a_second('theirs.platform_converted_at', 'achievements.achieved_at') }}
            or {{ is_within_a_second('theirs.platform_converted_at', 'achievements.claimed_at') }}
        )
        -- A3
        and (versions.filter_rule_id is null or filter_answers.holds)
        -- A2: a journey's trigger event does not exist for it.
        and (
            achievements.goal_type <> 'event'
            or theirs.trigger_event_id is null
            or achievements.achievement_id <> theirs.trigger_event_id
        )
),

with_state as (
    {{ as_of_match(
        left='at_its_time', right='segment_states',
        by=['workspace_id', 'goal_name', 'journey_person_id'],
        left_at='entered_at', comparison='>=', right_at='changed_at', keep=['is_in_segment']
    ) }}
),

meant as (
    select
        workspace_id,
        delivery_id,
        entered_at,
        touch,
        time_frame_seconds,
        achievement_id,
        achieved_at,
        is_own_version,
        is_at_arrival,
        case when is_at_arrival then achieved_at else claimed_at end as meant_at
    from with_state
    -- A6: who matched at the entry already converts nothing.
    where
        goal_type = 'event'
        or coalesce(is_in_segment, false) = (goal_type = 'leaves_segment')
),

touches as (
    select
        possible_touches.workspace_id,
        possible_touches.delivery_id,
        possible_touches.touch,
        possible_touches.touched_at,
        possible_touches.is_counted
    from possible_touches
    inner join theirs
        on
            possible_touches.workspace_id = theirs.workspace_id
            and possible_touches.delivery_id = theirs.delivery_id
),

counted_touches as (
    select * from touches
    where is_counted
),

with_touch as (
    {{ as_of_match(
        left='meant', right='counted_touches', by=['workspace_id', 'delivery_id', 'touch'],
        left_at='meant_at', comparison='>', right_at='touched_at', keep=['touched_at']
    ) }}
),

with_next_touch as (
    {{ as_of_match(
        left='with_touch', right='counted_touches', by=['workspace_id', 'delivery_id', 'touch'],
        left_at='meant_at', comparison='<=', right_at='touched_at',
        keep=['touched_at as next_touched_at']
    ) }}
),

-- T4: of machines too where they count for nothing.
with_any_touch as (
    {{ as_of_match(
        left='with_next_touch', right='touches', by=['workspace_id', 'delivery_id', 'touch'],
        left_at='meant_at', comparison='>', right_at='touched_at',
        keep=['touched_at as any_touched_at']
    ) }}
),

windows as (
    select
        *,
        {{ add_seconds('touched_at', 'time_frame_seconds') }} as closes_at,
        {{ add_seconds('any_touched_at', 'time_frame_seconds') }} as any_closes_at
    from with_any_touch
    -- C1
    where meant_at > entered_at
)

select
    workspace_id,
    delivery_id,
    achievement_id,
    achieved_at,
    coalesce(bool_or(is_own_version and is_at_arrival and meant_at <= closes_at), false)
        as is_in_window,
    coalesce(
        bool_or(is_own_version and not is_at_arrival and meant_at <= closes_at), false
    ) as is_by_event_time,
    coalesce(
        bool_or(
            is_own_version
            and is_at_arrival
            and {{ seconds_between('meant_at', 'next_touched_at') }} = 0
        ),
        false
    ) as is_before_touch,
    coalesce(
        bool_or(
            is_own_version
            and is_at_arrival
            and meant_at > closes_at
            and {{ seconds_between('closes_at', 'meant_at') }} = 0
        ),
        false
    ) as is_after_window,
    coalesce(
        bool_or(
            is_own_version
            and is_at_arrival
            and meant_at <= any_closes_at
            and (closes_at is null or meant_at > closes_at)
        ),
        false
    ) as is_in_machine_window,
    coalesce(
        bool_or(not is_own_version and is_at_arrival and meant_at <= closes_at), false
    ) as is_by_other_version
from windows
group by workspace_id, delivery_id, achievement_id, achieved_at
