-- One row per journey with all of its verdict and exit that does not hang on as_of.
{{ config(
    materialized='incremental',
    incremental_strategy=replacement('groups'),
    unique_key=['workspace_id'],
    meta={'conversion_goals': {
        'groups': 'int_owners_to_rebuild',
        'which': 'is_replaced',
        'owner': owner_id('person_id', 'journey_id')
    }}
) }}
-- depends_on: {{ ref('base_arrivals') }}
-- depends_on: {{ ref('int_owners_to_rebuild') }}

with

journeys as (
    select * from {{ ref('int_journeys') }}
    where {{ is_rebuilt('workspace_id', owner_id('person_id', 'journey_id'), replaced=true) }}
),

exits as (
    select * from {{ ref('int_journey_exits') }}
),

delivery_verdicts as (
    select * from {{ ref('int_delivery_verdicts') }}
),

deliveries as (
    select
        workspace_id,
        journey_id,
        count(*) as deliveries,
        count(received_at) as deliveries_received,
        count(case when is_sent_after_exit then 1 end) as deliveries_sent_after_exit,
        -- C7: the earliest conversion of its deliveries.
        min(converted_at) as converted_at,
        count(case when is_tracked then 1 end) as deliveries_tracked,
        max(case when may_be_pending then window_closes_at end) as may_be_pending_until
    from delivery_verdicts
    where journey_id is not null {% if is_incremental() -%}
        and (workspace_id, journey_id) in (
            select
                journeys.workspace_id,
                journeys.journey_id
            from journeys
        )
    {%- endif %}
    group by workspace_id, journey_id
)

select
    journeys.workspace_id,
    journeys.journey_id,
    journeys.campaign_id,
    journeys.person_id,
    journeys.goal_version_id,
    journeys.exit_setting,
    journeys.trigger_event_id,
    journeys.is_already_matched,
    journeys.judged_audience_rule_id,
    exits.exit_reason,
    coalesce(deliveries.deliveries, 0) as deliveries,
    coalesce(deliveries.deliveries_received, 0) as deliveries_received,
    coalesce(deliveries.deliveries_sent_after_exit, 0) as deliveries_sent_after_exit,
    coalesce(deliveries.deliveries_tracked, 0) as deliveries_tracked,
    journeys.entered_at,
    deliveries.converted_at,
    deliveries.may_be_pending_until,
    exits.exit_due_at,
    exits.exited_at,
    exits.open_goal_due_at,
    exits.finished_at,
    exits.platform_exited_at
from journeys
left join exits
    on
        journeys.workspace_id = exits.workspace_id
        and journeys.journey_id = exits.journey_id
left join deliveries
    on
        journeys.workspace_id = deliveries.workspace_id
        and journeys.journey_id = deliveries.journey_id
