-- One row per journey: when and why it should have left its campaign early, looked at its
-- checkpoints (X1 to X8).
with

journeys as (
    select * from {{ ref('int_journeys') }}
),

deliveries as (
    select * from {{ ref('int_deliveries') }}
),

steps as (
    select * from {{ ref('stg_customerio__outputs') }}
),

journey_groups as (
    select * from {{ ref('int_journey_groups') }}
    where is_persons_own
),

satisfying as (
    select * from {{ ref('int_group_achievements') }}
    where is_satisfying
),

audience_changes as (
    select * from {{ ref('int_audience_changes') }}
),

audiences_at_first as (
    select
        workspace_id,
        rule_id as audience_rule_id,
        holds
    from {{ ref('int_rule_results') }}
    where event_id is null and person_id is null
),

-- X4: the first achievement after the entry; the time frame plays no part.
goal_journeys as (
    select
        journeys.workspace_id,
        journeys.journey_id,
        journeys.person_id,
        journeys.entered_at,
        journeys.is_already_matched,
        journey_groups.group_id
    from journeys
    left join journey_groups
        on
            journeys.workspace_id = journey_groups.workspace_id
            and journeys.journey_id = journey_groups.journey_id
    where
        journeys.exit_setting in ('goal_achieved', 'goal_achieved_or_stops_matching')
        and journeys.goal_type is not null
),

with_goal as (
    {{ as_of_match(
        left='goal_journeys', right='satisfying', by=['group_id'],
        left_at='entered_at', comparison='<', right_at='achieved_at', keep=['achieved_at']
    ) }}
),

goals_achieved as (
    select
        workspace_id,
        journey_id,
        case when is_already_matched then entered_at else achieved_at end as goal_due_at
    from with_goal
    where is_already_matched or achieved_at is not null
),

audience_journeys as (
    select
        workspace_id,
        journey_id,
        person_id,
        audience_rule_id,
        entered_at as looked_at
    from journeys
    where audience_rule_id is not null
),

-- Whose person may stop matching at all: who doesn't match at entry, or stops later.
stopping as (
    select distinct
        audience_journeys.workspace_id,
        audience_journeys.journey_id
    from audience_journeys
    inner join audiences_at_first
        on
            audience_journeys.workspace_id = audiences_at_first.workspace_id
            and audience_journeys.audience_rule_id = audiences_at_first.audience_rule_id
    left join audience_changes
        on
            audience_journeys.workspace_id = audience_changes.workspace_id
            and audience_journeys.audience_rule_id = audience_changes.audience_rule_id
            and audience_journeys.person_id = audience_changes.person_id
            and not audience_changes.is_matching
    where not audiences_at_first.holds or audience_changes.person_id is not null
),

-- X8: the entry, every delivery, every step that is a delivery or an exit; nothing before the
-- entry.
checkpoints as (
    select
        workspace_id,
        journey_id,
        entered_at as looked_at
    from journeys
    where exit_setting <> 'never'

    union all

    select
        deliveries.workspace_id,
        deliveries.journey_id,
        deliveries.created_at as looked_at
    from deliveries
    inner join journeys
        on
            deliveries.workspace_id = journeys.workspace_id
            and deliveries.journey_id = journeys.journey_id
    where deliveries.created_at > journeys.entered_at and journeys.exit_setting <> 'never'

    union all

    select
        steps.workspace_id,
        steps.journey_id,
        steps.reached_at as looked_at
    from steps
    inner join journeys
        on
            steps.workspace_id = journeys.workspace_id
            and steps.journey_id = journeys.journey_id
    where
        steps.step_kind in ('delivery', 'exit')
        and steps.reached_at > journeys.entered_at
        and journeys.exit_setting <> 'never'
),

goal_exits as (
    select
        checkpoints.workspace_id,
        checkpoints.journey_id,
        goals_achieved.goal_due_at,
        min(
            case
                when checkpoints.looked_at >= goals_achieved.goal_due_at then checkpoints.looked_at
            end
        ) as goal_exit_at
    from checkpoints
    inner join goals_achieved
        on
            checkpoints.workspace_id = goals_achieved.workspace_id
            and checkpoints.journey_id = goals_achieved.journey_id
    group by checkpoints.workspace_id, checkpoints.journey_id, goals_achieved.goal_due_at
),

audience_checkpoints as (
    select
        checkpoints.workspace_id,
        checkpoints.journey_id,
        checkpoints.looked_at,
        audience_journeys.person_id,
        audience_journeys.audience_rule_id,
        audience_journeys.looked_at as entered_at
    from checkpoints
    inner join stopping
        on
            checkpoints.workspace_id = stopping.workspace_id
            and checkpoints.journey_id = stopping.journey_id
    inner join audience_journeys
        on
            checkpoints.workspace_id = audience_journeys.workspace_id
            and checkpoints.journey_id = audience_journeys.journey_id
),

-- X5: the state at the checkpoint itself, changes at exactly its time included.
with_state as (
    {{ as_of_match(
        left='audience_checkpoints', right='audience_changes',
        by=['workspace_id', 'audience_rule_id', 'person_id'],
        left_at='looked_at', comparison='>=', right_at='changed_at',
        keep=['is_matching', 'changed_at']
    ) }}
),

not_matching as (
    select
        with_state.workspace_id,
        with_state.journey_id,
        with_state.looked_at,
        -- X6: the start of the stretch; for a state that held at entry the entry.
        coalesce(
            greatest(with_state.changed_at, with_state.entered_at), with_state.entered_at
        ) as due_at,
        row_number() over (
            partition by with_state.workspace_id, with_state.journey_id
            order by with_state.looked_at
        ) as position
    from with_state
    inner join audiences_at_first
        on
            with_state.workspace_id = audiences_at_first.workspace_id
            and with_state.audience_rule_id = audiences_at_first.audience_rule_id
    where not coalesce(with_state.is_matching, audiences_at_first.holds)
),

stop_exits as (
    select
        workspace_id,
        journey_id,
        looked_at as stop_exit_at,
        due_at as stop_due_at
    from not_matching
    where position = 1
),

last_checkpoints as (
    select
        workspace_id,
        journey_id,
        max(looked_at) as last_checkpoint_at
    from checkpoints
    group by workspace_id, journey_id
),

-- X6: the first checkpoint at which a condition holds.
exits as (
    select
        journeys.workspace_id,
        journeys.journey_id,
        journeys.person_id,
        journeys.audience_rule_id,
        journeys.entered_at,
        goal_exits.goal_due_at,
        goal_exits.goal_exit_at,
        stop_exits.stop_due_at,
        stop_exits.stop_exit_at,
        coalesce(
            least(goal_exits.goal_exit_at, stop_exits.stop_exit_at),
            goal_exits.goal_exit_at,
            stop_exits.stop_exit_at
        ) as exited_at,
        last_checkpoints.last_checkpoint_at
    from journeys
    left join goal_exits
        on
            journeys.workspace_id = goal_exits.workspace_id
            and journeys.journey_id = goal_exits.journey_id
    left join stop_exits
        on
            journeys.workspace_id = stop_exits.workspace_id
            and journeys.journey_id = stop_exits.journey_id
    left join last_checkpoints
        on
            journeys.workspace_id = last_checkpoints.workspace_id
            and journeys.journey_id = last_checkpoints.journey_id
),

ends as (
    select
        workspace_id,
        journey_id,
        min(reached_at) filter (where step_kind = 'exit') as platform_exited_at,
        min(reached_at) filter (where step_kind = 'finish') as finished_at
    from steps
    where step_kind in ('exit', 'finish')
    group by workspace_id, journey_id
)

select
    exits.workspace_id,
    exits.journey_id,
    exits.exited_at,
    -- X7: of the conditions that hold at that checkpoint the one that came first; a tie says
    -- goal_achieved.
    case
        when exits.exited_at is null then null
        when exits.goal_due_at > exits.exited_at or exits.goal_due_at is null
            then 'stopped_matching'
        when exits.stop_exit_at > exits.exited_at or exits.stop_exit_at is null then 'goal_achieved'
        when exits.stop_due_at < exits.goal_due_at then 'stopped_matching'
        else 'goal_achieved'
    end as exit_reason,
    case
        when exits.exited_at is null then null
        when exits.goal_due_at > exits.exited_at or exits.goal_due_at is null then exits.stop_due_at
        when exits.stop_exit_at > exits.exited_at or exits.stop_exit_at is null
            then exits.goal_due_at
        else least(exits.stop_due_at, exits.goal_due_at)
    end as exit_due_at,
    -- What may be due by now where nothing was looked at since; the marts compare it with as_of.
    case when exits.exited_at is null then exits.goal_due_at end as open_goal_due_at,
    exits.last_checkpoint_at,
    ends.platform_exited_at,
    ends.finished_at
from exits
left join ends
    on
        exits.workspace_id = ends.workspace_id
        and exits.journey_id = ends.journey_id
