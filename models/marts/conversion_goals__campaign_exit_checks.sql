-- One row per campaign with a journey: its checkpoints counted by what the platform did wrong
-- there.
{{ config(materialized='view', tags=['on_demand']) }}

select
    workspace_id,
    campaign_id,
    count(*) as checkpoints,
    cast(sum(deliveries) as bigint) as deliveries,
    cast(sum(case when exit_class = 'correct_send' then deliveries else 0 end) as bigint)
        as deliveries_correct,
    cast(
        sum(
            case
                when exit_class in ('exit_due_rule_gap', 'exit_due_data_late') then deliveries
                else 0
            end
        ) as bigint
    ) as deliveries_not_to_be_sent,
    cast(sum(case when exit_class = 'exit_due_rule_gap' then deliveries else 0 end) as bigint)
        as deliveries_by_rule_gap,
    cast(sum(case when exit_class = 'exit_due_data_late' then deliveries else 0 end) as bigint)
        as deliveries_by_late_data,
    cast(sum(case when exit_class = 'exit_not_configured' then deliveries else 0 end) as bigint)
        as deliveries_not_configured,
    cast(coalesce(sum(deliveries * seconds_too_late), 0) as bigint) as seconds_too_late,
    count(case when exit_class = 'correct_exit' then 1 end) as exits_correct,
    count(case when exit_class = 'premature_exit' then 1 end) as exits_premature
from {{ ref('conversion_goals__exit_checks') }}
where campaign_id is not null
group by workspace_id, campaign_id
