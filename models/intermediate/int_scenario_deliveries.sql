-- One row per ruling of the scenarios and delivery that it tracks: its last touch, and how soon
-- after a touch it could take credit. Whether that is soon enough is left to each scenario's time
-- frame.
-- One pass over the data for all scenarios: of touches before an achievement the latest wins (C2),
-- and under one time frame for all that does not hang on how long it is.
with

scenarios as (
    select distinct
        ruling_id,
        touch,
        opens,
        credit,
        goal_version_id as override_id,
        time_frame_seconds is null as has_own_frames
    from {{ ref('int_scenarios') }}
),

units as (
    select * from {{ ref('int_scenario_units') }}
),

deliveries as (
    select * from {{ ref('int_delivery_verdicts') }}
    where
        received_at is not null
        and settled_reason <> 'ineligible_type'
        {{ 'and 1 = 0' if not var('conversion_goals_scenarios') }}
),

achievements as (
    select * from {{ ref('int_achievement_history') }}
    {{ 'where 1 = 0' if not var('conversion_goals_scenarios') }}
),

filter_answers as (
    select * from {{ ref('int_filter_answers') }}
),

possible_touches as (
    select * from {{ ref('int_possible_touches') }}
),

unit_deliveries as (
    select
        units.unit_id,
        units.override_id,
        units.touch,
        units.time_frame_seconds,
        units.is_already_matched,
        deliveries.workspace_id,
        deliveries.delivery_id,
        deliveries.campaign_id,
        deliveries.message_id,
        deliveries.received_at
    from units
    inner join deliveries
        on
            units.workspace_id = deliveries.workspace_id
            and units.journey_id = deliveries.journey_id
            and units.campaign_id = deliveries.campaign_id
            and units.person_id = coalesce(deliveries.person_id, '')
),

-- The touches that each ruling asks for.
touches as (
    select
        scenarios.ruling_id,
        unit_deliveries.unit_id,
        unit_deliveries.workspace_id,
        unit_deliveries.delivery_id,
        possible_touches.created_at,
        possible_touches.touched_at
    from unit_deliveries
    inner join scenarios on unit_deliveries.override_id = scenarios.override_id
    inner join possible_touches
        on
            unit_deliveries.workspace_id = possible_touches.workspace_id
            and unit_deliveries.delivery_id = possible_touches.delivery_id
            and coalesce(scenarios.touch, unit_deliveries.touch) = possible_touches.touch
    where
        (scenarios.opens = 'all' or not possible_touches.is_by_machine)
        {{ 'and 1 = 0' if not var('conversion_goals_scenarios') }}
),

-- C3: of touches at one instant the last.
ranked_touches as (
    select
        *,
        row_number() over (
            partition by ruling_id, unit_id, touched_at
            order by created_at desc, {{ byte_order('delivery_id') }} desc
        ) as position
    from touches
),

last_of_instant as (
    select * from ranked_touches
    where position = 1
),

spans as (
    select
        unit_id,
        min(touched_at) as first_touched_at,
        max(touched_at) as last_touched_at
    from touches
    group by unit_id
),

-- What satisfies the journey, from its first touch to as long after its last as any time frame goes
-- (G2).
satisfying as (
    select
        units.unit_id,
        units.override_id,
        units.workspace_id,
        units.campaign_id,
        units.time_frame_seconds,
        achievements.person_id,
        achievements.achievement_id,
        achievements.achieved_at
    from units
    inner join spans on units.unit_id = spans.unit_id
    inner join achievements
        on
            units.workspace_id = achievements.workspace_id
            and units.person_id = achievements.person_id
            and units.goal_type = achievements.goal_type
            and units.goal_name = achievements.goal_name
    left join filter_answers
        on
            achievements.workspace_id = filter_answers.workspace_id
            and achievements.achievement_id = filter_answers.event_id
            and units.filter_rule_id = filter_answers.rule_id
            and units.filter_trigger_event_id = filter_answers.trigger_event_id
    where
        not units.is_already_matched
        and achievements.achieved_at > units.entered_at
        and achievements.achieved_at > spans.first_touched_at
        and achievements.achieved_at <= {{ add_seconds('spans.last_touched_at', 90 * 86400) }}
        and (units.filter_rule_id is null or filter_answers.holds)
        and (
            units.goal_type <> 'event'
            or units.trigger_event_id is null
            or achievements.achievement_id <> units.trigger_event_id
        )
),

asked as (
    select
        satisfying.*,
        scenarios.ruling_id,
        scenarios.has_own_frames,
        case when scenarios.credit = 'journey' then satisfying.unit_id else 0 end as credit_unit_id
    from satisfying
    inner join scenarios on satisfying.override_id = scenarios.override_id
),

matched as (
    {{ as_of_match(
        left='asked', right='last_of_instant', by=['ruling_id', 'unit_id'],
        left_at='achieved_at', comparison='>', right_at='touched_at',
        keep=['delivery_id', 'touched_at', 'created_at']
    ) }}
),

ranked as (
    select
        *,
        row_number() over (
            partition by
                ruling_id, credit_unit_id, workspace_id, campaign_id, person_id, achievement_id
            order by
                touched_at desc,
                created_at desc,
                {{ byte_order('delivery_id') }} desc
        ) as position
    from matched
    where
        touched_at is not null
        -- Versions with time frames of their own: only who is in the window competes (C1).
        and (
            not has_own_frames
            or achieved_at <= {{ add_seconds('touched_at', 'time_frame_seconds') }}
        )
),

credits as (
    select
        ruling_id,
        workspace_id,
        delivery_id,
        -- Rounded up: a time frame of whole seconds holds it exactly if it holds this.
        min(
            {{ seconds_between('touched_at', 'achieved_at') }}
            + case
                when
                    {{ add_seconds(
                        'touched_at', seconds_between('touched_at', 'achieved_at')
                    ) }} < achieved_at
                    then 1
                else 0
            end
        ) as seconds_to_credit
    from ranked
    where position = 1
    group by ruling_id, workspace_id, delivery_id
),

last_touches as (
    select
        ruling_id,
        workspace_id,
        delivery_id,
        max(touched_at) as last_touched_at
    from touches
    group by ruling_id, workspace_id, delivery_id
)

select
    scenarios.ruling_id,
    unit_deliveries.workspace_id,
    unit_deliveries.delivery_id,
    unit_deliveries.campaign_id,
    unit_deliveries.message_id,
    unit_deliveries.time_frame_seconds,
    unit_deliveries.is_already_matched,
    coalesce(last_touches.last_touched_at, unit_deliveries.received_at) as window_starts_at,
    credits.seconds_to_credit
from unit_deliveries
inner join scenarios on unit_deliveries.override_id = scenarios.override_id
left join last_touches
    on
        scenarios.ruling_id = last_touches.ruling_id
        and unit_deliveries.workspace_id = last_touches.workspace_id
        and unit_deliveries.delivery_id = last_touches.delivery_id
left join credits
    on
        scenarios.ruling_id = credits.ruling_id
        and unit_deliveries.workspace_id = credits.workspace_id
        and unit_deliveries.delivery_id = credits.delivery_id
