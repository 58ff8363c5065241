-- One row per conversion of ours that the platform lacks, with what most likely keeps it from it.
-- A view, which costs nothing until it is asked.
{{ config(materialized='view') }}

with

ours as (
    select * from {{ ref('conversion_goals__conversions') }}
),

theirs as (
    select * from {{ ref('int_platform_conversions') }}
),

our_checks as (
    select * from {{ ref('int_our_conversion_checks') }}
),

-- Where the platform's data ends; a workspace without any such metric has no log of the platform's.
platform_ends as (
    select
        workspace_id,
        max(happened_at) as ends_at,
        bool_or(metric = 'converted') as has_conversions
    from {{ ref('stg_customerio__metrics') }}
    group by workspace_id
),

checked as (
    select
        ours.workspace_id,
        ours.delivery_id,
        ours.campaign_id,
        theirs.delivery_id is null as is_lacking,
        coalesce(
            {{ is_within_a_second('theirs.platform_converted_at', 'ours.converted_at') }}, false
        ) as is_had,
        not coalesce(platform_ends.has_conversions, false)
        or ours.converted_at > platform_ends.ends_at as is_ahead,
        our_checks.differs_by_event_time,
        our_checks.is_at_boundary,
        our_checks.rests_on_machine,
        our_checks.differs_by_version,
        our_checks.is_repeat,
        our_checks.is_of_other_type,
        our_checks.is_moved_to_machine,
        our_checks.is_moved_to_other_version,
        our_checks.is_moved_to_other_journey,
        our_checks.is_moved_to_ineligible,
        our_checks.is_moved_to_missing_journey,
        case when our_checks.differs_by_event_time then 1 else 0 end
        + case when our_checks.is_at_boundary then 1 else 0 end
        + case when our_checks.rests_on_machine then 1 else 0 end
        + case when our_checks.differs_by_version then 1 else 0 end
        + case when our_checks.is_repeat then 1 else 0 end
        + case when our_checks.is_of_other_type then 1 else 0 end as explanations
    from ours
    inner join our_checks
        on
            ours.workspace_id = our_checks.workspace_id
            and ours.delivery_id = our_checks.delivery_id
    left join theirs
        on
            ours.workspace_id = theirs.workspace_id
            and ours.delivery_id = theirs.delivery_id
    left join platform_ends on ours.workspace_id = platform_ends.workspace_id
),

-- A row that one check alone explains is a clear case of it.
weighed as (
    select
        *,
        bool_or(is_lacking and explanations = 1) over (
            partition by workspace_id, campaign_id
        ) as has_clear
    from checked
    where not is_ahead
),

-- What the platform lacks may have several explanations: see the macro.
balances as (
    select
        workspace_id,
        campaign_id,
        {{ explains_lacking('differs_by_event_time') }} as explains_by_event_time,
        {{ explains_lacking('is_at_boundary') }} as explains_by_boundary,
        {{ explains_lacking('rests_on_machine') }} as explains_by_machine,
        {{ explains_lacking('differs_by_version') }} as explains_by_version,
        {{ explains_lacking('is_repeat') }} as explains_by_repeat,
        {{ explains_lacking('is_of_other_type') }} as explains_by_type
    from weighed
    group by workspace_id, campaign_id
)

select
    checked.workspace_id,
    checked.delivery_id,
    case
        when checked.is_ahead then 'not_yet_exported'
        when checked.differs_by_event_time and balances.explains_by_event_time
            then 'arrival_against_event_time'
        when checked.is_at_boundary and balances.explains_by_boundary then 'boundary_second'
        when checked.rests_on_machine and balances.explains_by_machine then 'machine_open'
        when checked.is_moved_to_machine then 'machine_open'
        when checked.differs_by_version and balances.explains_by_version then 'goal_version'
        when checked.is_moved_to_other_version then 'goal_version'
        when checked.is_repeat and balances.explains_by_repeat then 'repeat_goal'
        -- What a type that converts nowhere leaves falls to whom else there is, in any journey.
        when checked.is_of_other_type and balances.explains_by_type then 'ineligible_type'
        when checked.is_moved_to_other_journey then 'cross_journey_credit'
        when checked.is_moved_to_ineligible then 'ineligible_type'
        when checked.is_moved_to_missing_journey then 'journey_missing'
        else 'unknown'
    end as mismatch_class
from checked
left join balances
    on
        checked.workspace_id = balances.workspace_id
        and checked.campaign_id = balances.campaign_id
where checked.is_lacking
