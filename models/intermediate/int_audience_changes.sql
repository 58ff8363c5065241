-- One row per audience, person and moment at which the person stops or starts to match it (X5).
with

results as (
    select * from {{ ref('int_rule_results') }}
    where event_id is null
),

-- How a person of whom nothing is on record stands to the audience.
at_first as (
    select
        workspace_id,
        rule_id,
        holds
    from results
    where person_id is null
),

ordered as (
    select
        results.workspace_id,
        results.rule_id,
        results.person_id,
        results.evaluated_at,
        results.holds,
        coalesce(
            lag(results.holds) over (
                partition by results.workspace_id, results.rule_id, results.person_id
                order by results.evaluated_at
            ),
            at_first.holds
        ) as held_before
    from results
    inner join at_first
        on
            results.workspace_id = at_first.workspace_id
            and results.rule_id = at_first.rule_id
    where results.person_id is not null
)

select
    workspace_id,
    rule_id as audience_rule_id,
    person_id,
    evaluated_at as changed_at,
    holds as is_matching,
    lead(evaluated_at) over (
        partition by workspace_id, rule_id, person_id
        order by evaluated_at
    ) as ends_at
from ordered
where holds <> held_before
