-- One row per campaign and week with a conversion of ours or the platform's: how far the two agree.
{{ config(materialized='view', tags=['on_demand']) }}

with

counted as (
    select
        workspace_id,
        campaign_id,
        converted_week,
        count(*) as conversions,
        count(case when agreement = 'both' then 1 end) as conversions_of_both,
        count(case when agreement = 'only_ours' then 1 end) as conversions_only_ours,
        count(case when agreement = 'only_theirs' then 1 end) as conversions_only_theirs,
        count(case when mismatch_class = 'not_yet_exported' then 1 end)
            as conversions_not_comparable
    from {{ ref('conversion_goals__reconciliation') }}
    group by workspace_id, campaign_id, converted_week
)

select
    workspace_id,
    campaign_id,
    converted_week,
    conversions,
    conversions_of_both,
    conversions_only_ours,
    conversions_only_theirs,
    conversions_not_comparable,
    {{ rate('conversions_of_both', '(conversions - conversions_not_comparable)') }}
        as agreement_rate
from counted
