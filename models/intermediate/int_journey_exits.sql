-- One row per journey in which a condition of its exit setting came to hold, or may by as_of, or
-- that the platform ended: when and why it should have left its campaign early (X1 to X8).
with

journeys as (
    select * from {{ ref('int_journeys') }}
),

lone_journeys as (
    select * from {{ ref('int_lone_journeys') }}
    where is_persons_own
),

deliveries as (
    select * from {{ ref('int_deliveries') }}
),

steps as (
    select * from {{ ref('stg_customerio__outputs') }}
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
        coalesce(lone_journeys.group_id, journeys.group_id) as group_id,
        journeys.entered_at,
        journeys.is_already_matched
    from journeys
    left join lone_journeys
        on
            journeys.workspace_id = lone_journeys.workspace_id
            and journeys.journey_id = lone_journeys.journey_id
    where
        journeys.exit_setting in ('goal_achieved', 'goal_achieved_or_stops_matching')
        and journeys.goal_type is not null
),

achieving_journeys as (
    select * from goal_journeys
    where
        exists (
            select 1 from satisfying
            where goal_journeys.group_id = satisfying.group_id
        )
),

with_goal as (
    {{ as_of_match(
        left='achieving_journeys', right='satisfying', by=['group_id'],
        left_at='entered_at', comparison='<', right_at='achieved_at', keep=['achieved_at']
    ) }}
),

goals_achieved as (
    select
        workspace_id,
        journey_id,
        entered_at,
        entered_at as goal_due_at
    from goal_journeys
    where is_already_matched

    union all

    select
        workspace_id,
        journey_id,
        entered_at,
        achieved_at as goal_due_at
    from with_goal
    where achieved_at is not null and not is_already_matched
),

audience_journeys as (
    select
        journeys.workspace_id,
        journeys.journey_id,
        journeys.person_id,
        journeys.audience_rule_id,
        journeys.entered_at,
        audiences_at_first.holds as holds_at_first
    from journeys
    inner join audiences_at_first
        on
            journeys.workspace_id = audiences_at_first.workspace_id
            and journeys.audience_rule_id = audiences_at_first.audience_rule_id
),

changing_journeys as (
    select * from audience_journeys
    where
        exists (
            select 1 from audience_changes
            where
                audience_journeys.workspace_id = audience_changes.workspace_id
                and audience_journeys.audience_rule_id = audience_changes.audience_rule_id
                and audience_journeys.person_id = audience_changes.person_id
        )
),

changing_journeys_at_entry as (
    {{ as_of_match(
        left='changing_journeys', right='audience_changes',
        by=['workspace_id', 'audience_rule_id', 'person_id'],
        left_at='entered_at', comparison='>=', right_at='changed_at', keep=['is_matching']
    ) }}
),

-- X3: who doesn't match at the entry leaves at once.
not_matching_at_entry as (
    select
        audience_journeys.workspace_id,
        audience_journeys.journey_id,
        audience_journeys.entered_at
    from audience_journeys
    left join changing_journeys_at_entry
        on
            audience_journeys.workspace_id = changing_journeys_at_entry.workspace_id
            and audience_journeys.journey_id = changing_journeys_at_entry.journey_id
    where
        not coalesce(changing_journeys_at_entry.is_matching, audience_journeys.holds_at_first)
),

stopping_later as (
    select distinct
        changing_journeys_at_entry.workspace_id,
        changing_journeys_at_entry.journey_id,
        changing_journeys_at_entry.person_id,
        changing_journeys_at_entry.audience_rule_id,
        changing_journeys_at_entry.entered_at
    from changing_journeys_at_entry
    inner join audience_changes
        on
            changing_journeys_at_entry.workspace_id = audience_changes.workspace_id
            and changing_journeys_at_entry.audience_rule_id = audience_changes.audience_rule_id
            and changing_journeys_at_entry.person_id = audience_changes.person_id
    where
        coalesce(
            changing_journeys_at_entry.is_matching, changing_journeys_at_entry.holds_at_first
        )
        and audience_changes.changed_at > changing_journeys_at_entry.entered_at
        and not audience_changes.is_matching
),

-- Whose later checkpoints decide anything.
asked as (
    select
        workspace_id,
        journey_id,
        entered_at
    from goals_achieved
    where goal_due_at > entered_at

    union

    select
        workspace_id,
        journey_id,
        entered_at
    from stopping_later
),

-- X8: after the entry, every delivery and every step that is a delivery or an exit.
checkpoints as (
    select
        deliveries.workspace_id,
        deliveries.journey_id,
        deliveries.created_at as looked_at
    from deliveries
    inner join asked
        on
            deliveries.workspace_id = asked.workspace_id
            and deliveries.journey_id = asked.journey_id
    where deliveries.created_at > asked.entered_at

    union all

    select
        steps.workspace_id,
        steps.journey_id,
        steps.reached_at as looked_at
    from steps
    inner join asked
        on
            steps.workspace_id = asked.workspace_id
            and steps.journey_id = asked.journey_id
    where steps.step_kind in ('delivery', 'exit') and steps.reached_at > asked.entered_at
),

last_checkpoints as (
    select
        workspace_id,
        journey_id,
        max(looked_at) as last_checkpoint_at
    from checkpoints
    group by workspace_id, journey_id
),

goal_exits as (
    select
        goals_achieved.workspace_id,
        goals_achieved.journey_id,
        goals_achieved.goal_due_at,
        case
            when goals_achieved.goal_due_at = goals_achieved.entered_at
                then goals_achieved.entered_at
            else min(checkpoints.looked_at)
        end as goal_exit_at
    from goals_achieved
    left join checkpoints
        on
            goals_achieved.workspace_id = checkpoints.workspace_id
            and goals_achieved.journey_id = checkpoints.journey_id
            and goals_achieved.goal_due_at <= checkpoints.looked_at
    group by
        goals_achieved.workspace_id,
        goals_achieved.journey_id,
        goals_achieved.goal_due_at,
        goals_achieved.entered_at
),

audience_checkpoints as (
    select
        stopping_later.workspace_id,
        stopping_later.journey_id,
        stopping_later.person_id,
        stopping_later.audience_rule_id,
        stopping_later.entered_at,
        checkpoints.looked_at
    from stopping_later
    inner join checkpoints
        on
            stopping_later.workspace_id = checkpoints.workspace_id
            and stopping_later.journey_id = checkpoints.journey_id
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
        workspace_id,
        journey_id,
        looked_at,
        -- X6: the start of the stretch. It came after the entry, at which the person matched.
        changed_at as due_at,
        row_number() over (partition by workspace_id, journey_id order by looked_at) as position
    from with_state
    where not is_matching and changed_at > entered_at
),

stop_exits as (
    select
        workspace_id,
        journey_id,
        entered_at as stop_exit_at,
        entered_at as stop_due_at
    from not_matching_at_entry

    union all

    select
        workspace_id,
        journey_id,
        looked_at as stop_exit_at,
        due_at as stop_due_at
    from not_matching
    where position = 1
),

ends as (
    select
        steps.workspace_id,
        steps.journey_id,
        min(steps.reached_at) filter (where steps.step_kind = 'exit') as platform_exited_at,
        min(steps.reached_at) filter (where steps.step_kind = 'finish') as finished_at
    from steps
    inner join journeys
        on
            steps.workspace_id = journeys.workspace_id
            and steps.journey_id = journeys.journey_id
    where steps.step_kind in ('exit', 'finish')
    group by steps.workspace_id, steps.journey_id
),

concerned as (
    {%- for concern in ['goal_exits', 'stop_exits', 'stopping_later', 'ends'] %}
    select
        workspace_id,
        journey_id
    from {{ concern }}
    {{ 'union' if not loop.last }}
    {%- endfor %}
),

-- X6: the first checkpoint at which a condition holds.
exits as (
    select
        concerned.workspace_id,
        concerned.journey_id,
        goal_exits.goal_due_at,
        stop_exits.stop_due_at,
        stop_exits.stop_exit_at,
        coalesce(
            least(goal_exits.goal_exit_at, stop_exits.stop_exit_at),
            goal_exits.goal_exit_at,
            stop_exits.stop_exit_at
        ) as exited_at,
        last_checkpoints.last_checkpoint_at,
        ends.platform_exited_at,
        ends.finished_at
    from concerned
    left join goal_exits
        on
            concerned.workspace_id = goal_exits.workspace_id
            and concerned.journey_id = goal_exits.journey_id
    left join stop_exits
        on
            concerned.workspace_id = stop_exits.workspace_id
            and concerned.journey_id = stop_exits.journey_id
    left join last_checkpoints
        on
            concerned.workspace_id = last_checkpoints.workspace_id
            and concerned.journey_id = last_checkpoints.journey_id
    left join ends
        on
            concerned.workspace_id = ends.workspace_id
            and concerned.journey_id = ends.journey_id
)

select
    workspace_id,
    journey_id,
    exited_at,
    -- X7: of the conditions that hold at that checkpoint the one that came first; a tie says
    -- goal_achieved.
    case
        when exited_at is null then null
        when goal_due_at > exited_at or goal_due_at is null then 'stopped_matching'
        when stop_exit_at > exited_at or stop_exit_at is null then 'goal_achieved'
        when stop_due_at < goal_due_at then 'stopped_matching'
        else 'goal_achieved'
    end as exit_reason,
    case
        when exited_at is null then null
        when goal_due_at > exited_at or goal_due_at is null then stop_due_at
        when stop_exit_at > exited_at or stop_exit_at is null then goal_due_at
        else least(stop_due_at, goal_due_at)
    end as exit_due_at,
    -- What may be due by now where nothing was looked at since; the marts compare it with as_of.
    case when exited_at is null then goal_due_at end as open_goal_due_at,
    last_checkpoint_at,
    platform_exited_at,
    finished_at
from exits
