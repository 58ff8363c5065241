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

mismatches as (
    select * from {{ ref('int_mismatches') }}
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
        mismatches.mismatch_class
    from claimed
    left join deliveries
        on
            claimed.workspace_id = deliveries.workspace_id
            and claimed.delivery_id = deliveries.delivery_id
    left join ours
        on
            claimed.workspace_id = ours.workspace_id
            and claimed.delivery_id = ours.delivery_id
    left join theirs
        on
            claimed.workspace_id = theirs.workspace_id
            and claimed.delivery_id = theirs.delivery_id
    left join mismatches
        on
            claimed.workspace_id = mismatches.workspace_id
            and claimed.delivery_id = mismatches.delivery_id
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
from compared
