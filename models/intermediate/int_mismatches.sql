-- One row per delivery that we alone or the platform alone calls converted, with what most likely
-- keeps the two apart.
-- A view, which costs nothing until it is asked.
{{ config(materialized='view') }}

with

theirs as (
    select * from {{ ref('int_platform_conversions') }}
    where not is_ours
),

our_mismatches as (
    select * from {{ ref('int_our_mismatches') }}
),

rival_checks as (
    select * from {{ ref('int_their_rival_checks') }}
),

-- Of all achievements at the time of the metric. What keeps their winners from the platform: of
-- several the first by name; none where the platform has it, or cannot have it yet.
their_checks as (
    select
        rival_checks.workspace_id,
        rival_checks.delivery_id,
        bool_or(rival_checks.is_by_event_time) as is_by_event_time,
        bool_or(rival_checks.is_before_touch) as is_before_touch,
        bool_or(rival_checks.is_after_window) as is_after_window,
        bool_or(rival_checks.is_in_machine_window) as is_in_machine_window,
        bool_or(rival_checks.is_by_other_version) as is_by_other_version,
        bool_or(rival_checks.winner_delivery_id is not null) as is_lost,
        min(our_mismatches.mismatch_class) as winner_mismatch_class,
        bool_or(rival_checks.is_won_by_machine) as is_won_by_machine,
        bool_or(rival_checks.is_later_by_machine) as is_later_by_machine,
        bool_or(rival_checks.is_repeat) as is_repeat,
        bool_or(rival_checks.is_won_by_other_journey) as is_won_by_other_journey
    from rival_checks
    left join our_mismatches
        on
            rival_checks.workspace_id = our_mismatches.workspace_id
            and rival_checks.winner_delivery_id = our_mismatches.delivery_id
            and our_mismatches.mismatch_class <> 'not_yet_exported'
    group by rival_checks.workspace_id, rival_checks.delivery_id
),

-- Where our data ends.
event_ends as (
    select
        workspace_id,
        max(processed_at) as ends_at
    from {{ ref('stg_customerio__events') }}
    group by workspace_id
),

segment_ends as (
    select
        workspace_id,
        max(changed_at) as ends_at
    from {{ ref('stg_customerio__segment_changes') }}
    group by workspace_id
),

checked as (
    select
        theirs.workspace_id,
        theirs.delivery_id,
        -- Of the side that would hold the achievement; of both where no goal says which.
        case
            when theirs.goal_type = 'event'
                then coalesce(theirs.platform_converted_at > event_ends.ends_at, true)
            when theirs.goal_type is not null
                then coalesce(theirs.platform_converted_at > segment_ends.ends_at, true)
            else
                coalesce(theirs.platform_converted_at > event_ends.ends_at, true)
                and coalesce(theirs.platform_converted_at > segment_ends.ends_at, true)
        end as is_ahead,
        coalesce(their_checks.is_by_event_time, false) as is_by_event_time,
        -- What was superseded had its window: another achievement of that second is past it.
        coalesce(
            their_checks.is_before_touch
            or (their_checks.is_after_window and not their_checks.is_lost),
            false
        ) as is_at_boundary,
        -- T4: it had, or would have had, the latest touch.
        coalesce(their_checks.is_in_machine_window or their_checks.is_later_by_machine, false)
            as is_by_own_machine,
        -- Where it was superseded its own version explains it: then it is no matter of versions.
        coalesce(their_checks.is_by_other_version and not their_checks.is_lost, false)
            as is_by_other_version,
        their_checks.winner_mismatch_class,
        coalesce(their_checks.is_won_by_machine, false) as is_won_by_machine,
        coalesce(their_checks.is_repeat, false) as is_repeat,
        coalesce(their_checks.is_won_by_other_journey, false) as is_won_by_other_journey,
        coalesce(theirs.settled_reason = 'ineligible_type', false) as is_ineligible,
        theirs.has_journey
    from theirs
    left join their_checks
        on
            theirs.workspace_id = their_checks.workspace_id
            and theirs.delivery_id = their_checks.delivery_id
    left join event_ends on theirs.workspace_id = event_ends.workspace_id
    left join segment_ends on theirs.workspace_id = segment_ends.workspace_id
),

-- A miss by less than a second that another version explains too is one of the boundary only where
-- the workspace has clear ones.
weighed as (
    select
        *,
        bool_or(is_at_boundary and not is_by_other_version) over (
            partition by workspace_id
        ) as has_clear_boundary
    from checked
)

select
    workspace_id,
    delivery_id,
    mismatch_class
from our_mismatches

union all

select
    workspace_id,
    delivery_id,
    case
        when is_ahead then 'not_yet_exported'
        when is_by_event_time then 'arrival_against_event_time'
        when is_at_boundary and (not is_by_other_version or has_clear_boundary)
            then 'boundary_second'
        when is_by_own_machine then 'machine_open'
        -- What keeps the winner of ours from the platform gave the achievement to this one there.
        when winner_mismatch_class is not null then winner_mismatch_class
        when is_won_by_machine then 'machine_open'
        when is_by_other_version then 'goal_version'
        when is_repeat then 'repeat_goal'
        when is_won_by_other_journey then 'cross_journey_credit'
        when is_ineligible then 'ineligible_type'
        when not has_journey then 'journey_missing'
        else 'unknown'
    end as mismatch_class
from weighed
