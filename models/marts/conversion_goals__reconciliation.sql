-- One row per delivery that we or the platform call converted: whether the two agree, and what most
-- likely keeps them apart.
-- A view, which costs nothing until it is asked.
{{ config(materialized='view', tags=['on_demand']) }}

with

ours as (
    select * from {{ ref('conversion_goals__conversions') }}
),

theirs as (
    select * from {{ ref('int_platform_conversions') }}
),

deliveries as (
    select * from {{ ref('int_delivery_verdicts') }}
),

versions as (
    select * from {{ ref('int_goal_versions') }}
),

our_checks as (
    select * from {{ ref('int_our_conversion_checks') }}
),

their_checks as (
    select * from {{ ref('int_their_conversion_checks') }}
),

-- Where each side's data ends; a workspace without any such metric has no log of the platform's.
platform_ends as (
    select
        workspace_id,
        max(happened_at) as ends_at,
        bool_or(metric = 'converted') as has_conversions
    from {{ ref('stg_customerio__metrics') }}
    group by workspace_id
),

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

claimed as (
    select
        workspace_id,
        delivery_id
    from ours

    union

    select
        workspace_id,
        delivery_id
    from theirs
),

compared as (
    select
        claimed.workspace_id,
        claimed.delivery_id,
        deliveries.campaign_id,
        deliveries.message_id,
        deliveries.journey_id,
        deliveries.person_id,
        deliveries.goal_version_id,
        deliveries.delivery_type,
        ours.achievement_id,
        ours.converted_at,
        theirs.platform_converted_at,
        case
            when theirs.delivery_id is null then 'only_ours'
            when ours.delivery_id is null then 'only_theirs'
            else 'both'
        end as agreement,
        not coalesce(platform_ends.has_conversions, false)
        or ours.converted_at > platform_ends.ends_at as is_ahead_of_platform,
        -- Of the side that would hold the achievement; of both where no goal says which.
        case
            when versions.goal_type = 'event'
                then coalesce(theirs.platform_converted_at > event_ends.ends_at, true)
            when versions.goal_type is not null
                then coalesce(theirs.platform_converted_at > segment_ends.ends_at, true)
            else
                coalesce(theirs.platform_converted_at > event_ends.ends_at, true)
                and coalesce(theirs.platform_converted_at > segment_ends.ends_at, true)
        end as is_ahead_of_us
    from claimed
    left join deliveries
        on
            claimed.workspace_id = deliveries.workspace_id
            and claimed.delivery_id = deliveries.delivery_id
    left join versions
        on
            deliveries.workspace_id = versions.workspace_id
            and deliveries.goal_version_id = versions.goal_version_id
    left join ours
        on
            claimed.workspace_id = ours.workspace_id
            and claimed.delivery_id = ours.delivery_id
    left join theirs
        on
            claimed.workspace_id = theirs.workspace_id
            and claimed.delivery_id = theirs.delivery_id
    left join platform_ends on claimed.workspace_id = platform_ends.workspace_id
    left join event_ends on claimed.workspace_id = event_ends.workspace_id
    left join segment_ends on claimed.workspace_id = segment_ends.workspace_id
),

checked as (
    select
        compared.*,
        our_checks.differs_by_event_time,
        our_checks.is_at_boundary,
        our_checks.rests_on_machine,
        our_checks.differs_by_version,
        our_checks.is_repeat,
        our_checks.is_moved_to_other_journey,
        our_checks.is_moved_to_ineligible,
        our_checks.is_moved_to_missing_journey,
        our_checks.is_of_other_type,
        case when our_checks.differs_by_event_time then 1 else 0 end
        + case when our_checks.is_at_boundary then 1 else 0 end
        + case when our_checks.rests_on_machine then 1 else 0 end
        + case when our_checks.differs_by_version then 1 else 0 end
        + case when our_checks.is_repeat then 1 else 0 end
        + case when our_checks.is_of_other_type then 1 else 0 end as explanations
    from compared
    left join our_checks
        on
            compared.workspace_id = our_checks.workspace_id
            and compared.delivery_id = our_checks.delivery_id
),

-- A row that one check alone explains is a clear case of it.
weighed as (
    select
        *,
        bool_or(explanations = 1 and agreement = 'only_ours') over (
            partition by workspace_id, campaign_id
        ) as has_clear
    from checked
    where agreement <> 'only_theirs' and not is_ahead_of_platform
),

-- What a conversion of ours lacks at the platform may have several explanations: see the macro.
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
),

classed as (
    select
        checked.*,
        case
            when checked.agreement = 'both' then null
            when checked.agreement = 'only_ours'
                then
                    case
                        when checked.is_ahead_of_platform then 'not_yet_exported'
                        when
                            checked.differs_by_event_time
                            and balances.explains_by_event_time
                            then 'arrival_against_event_time'
                        when checked.is_at_boundary and balances.explains_by_boundary
                            then 'boundary_second'
                        when checked.rests_on_machine and balances.explains_by_machine
                            then 'machine_open'
                        when checked.differs_by_version and balances.explains_by_version
                            then 'goal_version'
                        when checked.is_repeat and balances.explains_by_repeat
                            then 'repeat_goal'
                        when checked.is_moved_to_other_journey then 'cross_journey_credit'
                        when checked.is_moved_to_ineligible then 'ineligible_type'
                        when checked.is_of_other_type and balances.explains_by_type
                            then 'ineligible_type'
                        when checked.is_moved_to_missing_journey then 'journey_missing'
                        else 'unknown'
                    end
            when checked.is_ahead_of_us then 'not_yet_exported'
            when their_checks.is_by_event_time then 'arrival_against_event_time'
            when their_checks.is_at_boundary then 'boundary_second'
            when their_checks.is_by_machine then 'machine_open'
            when their_checks.is_by_other_version then 'goal_version'
            when their_checks.is_repeat then 'repeat_goal'
            when their_checks.is_won_by_other_journey then 'cross_journey_credit'
            when their_checks.is_ineligible then 'ineligible_type'
            when their_checks.is_journey_missing then 'journey_missing'
            else 'unknown'
        end as mismatch_class
    from checked
    left join balances
        on
            checked.workspace_id = balances.workspace_id
            and checked.campaign_id = balances.campaign_id
    left join their_checks
        on
            checked.workspace_id = their_checks.workspace_id
            and checked.delivery_id = their_checks.delivery_id
)

select
    workspace_id,
    delivery_id,
    campaign_id,
    message_id,
    journey_id,
    person_id,
    goal_version_id,
    delivery_type,
    achievement_id,
    agreement,
    mismatch_class,
    case
        when converted_at <= platform_converted_at
            then {{ seconds_between('converted_at', 'platform_converted_at') }}
        when converted_at > platform_converted_at
            then -{{ seconds_between('platform_converted_at', 'converted_at') }}
    end as seconds_platform_later,
    cast({{ dbt.date_trunc('week', 'coalesce(converted_at, platform_converted_at)') }} as date)
        as converted_week,
    converted_at,
    platform_converted_at
from classed
