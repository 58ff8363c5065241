-- Journeys whose exit is not the first checkpoint at which their own setting lets the person go.
{{ config(enabled=var('conversion_goals_test_views') is sameas true) }}

with

firsts as (
    select
        workspace_id,
        journey_id,
        min(case when has_left then looked_at end) as exited_at,
        min(case when has_left then due_at end) as due_at
    from {{ ref('conversion_goals__exit_checks') }}
    group by workspace_id, journey_id
)

select
    journeys.workspace_id,
    journeys.journey_id,
    journeys.exited_at,
    firsts.exited_at as first_checkpoint_at
from {{ ref('conversion_goals__journeys') }} as journeys
left join firsts
    on
        journeys.workspace_id = firsts.workspace_id
        and journeys.journey_id = firsts.journey_id
where
    firsts.journey_id is null
    or journeys.exited_at is distinct from firsts.exited_at
    or (journeys.exited_at is not null and journeys.exit_due_at is distinct from firsts.due_at)
