-- One row per delivery: whose it is, what happened to it, which goal version governs it, whether it
-- can be credited, and when it was last touched.
{{ config(
    materialized='incremental',
    incremental_strategy=replacement('all'),
    meta={'conversion_goals': {'groups': 'all'}}
) }}
-- depends_on: {{ ref('int_owners_to_rebuild') }}

with

deliveries as (
    select * from {{ ref('stg_customerio__deliveries') }}
    {%- if is_incremental() %}
    where
        {{ is_rebuilt('workspace_id', owner_id('person_id', 'journey_id', 'delivery_id')) }}
        -- Of nobody, or of somebody else: a checkpoint of the journey all the same.
        or (workspace_id, journey_id) in (
            select
                journeys.workspace_id,
                journeys.journey_id
            from {{ ref('int_journeys') }} as journeys
        )
    {%- endif %}
),

metrics as (
    select * from {{ ref('stg_customerio__metrics') }}
),

actions as (
    select * from {{ ref('stg_customerio__campaign_actions') }}
),

journeys as (
    select * from {{ ref('int_journeys') }}
),

-- T2: a delivery with a step that says so has no tracked links.
untracked as (
    select distinct
        workspace_id,
        delivery_id
    from {{ ref('stg_customerio__outputs') }}
    where link_tracked = false and delivery_id is not null
),

placed as (
    select
        deliveries.workspace_id,
        deliveries.delivery_id,
        deliveries.journey_id,
        deliveries.message_id,
        deliveries.delivery_type,
        deliveries.can_convert,
        deliveries.created_at,
        -- G7: its own person and campaign stand, else those of its journey.
        coalesce(deliveries.person_id, journeys.person_id) as person_id,
        coalesce(deliveries.campaign_id, journeys.campaign_id) as campaign_id,
        -- G7: the journey's goal version governs unless person or campaign differ.
        coalesce(
            journeys.journey_id is not null
            and (
                deliveries.person_id = journeys.person_id
                or deliveries.person_id is null
                or journeys.person_id is null
            )
            and (deliveries.campaign_id = journeys.campaign_id or deliveries.campaign_id is null),
            false
        ) as is_governed,
        journeys.goal_version_id,
        journeys.group_id,
        journeys.goal_type,
        journeys.touch,
        journeys.time_frame_seconds,
        journeys.entered_at,
        journeys.is_already_matched
    from deliveries
    left join journeys
        on
            deliveries.workspace_id = journeys.workspace_id
            and deliveries.journey_id = journeys.journey_id
),

milestones as (
    select
        workspace_id,
        delivery_id,
        min(happened_at) filter (where metric = 'delivered') as delivered_at,
        min(happened_at) filter (where metric = 'sent') as sent_at,
        min(happened_at) filter (
            where metric in ('bounced', 'dropped', 'failed', 'undeliverable')
        ) as failed_at,
        min(happened_at) filter (where metric = 'opened') as first_opened_at,
        min(happened_at) filter (where metric = 'clicked') as first_clicked_at,
        -- T4
        min(happened_at) filter (where metric = 'opened' and is_counted) as first_open_touch_at,
        max(happened_at) filter (where metric = 'opened' and is_counted) as last_open_touch_at,
        min(happened_at) filter (where metric = 'clicked' and is_counted) as first_click_touch_at,
        max(happened_at) filter (where metric = 'clicked' and is_counted) as last_click_touch_at
    from metrics
    {% if is_incremental() -%}
    where (workspace_id, delivery_id) in (
        select
            placed.workspace_id,
            placed.delivery_id
        from placed
    )
    {%- endif %}
    group by workspace_id, delivery_id
),

happened as (
    select
        placed.*,
        -- E4: the first delivered; without one the first sent, unless it also failed.
        case
            when milestones.delivered_at is not null then milestones.delivered_at
            when milestones.failed_at is null then milestones.sent_at
        end as received_at,
        milestones.first_opened_at,
        milestones.first_clicked_at,
        milestones.first_open_touch_at,
        milestones.last_open_touch_at,
        case
            when untracked.delivery_id is null then milestones.first_click_touch_at
        end as first_click_touch_at,
        case
            when untracked.delivery_id is null then milestones.last_click_touch_at
        end as last_click_touch_at,
        -- E1, E2
        placed.can_convert = 'always'
        or (
            placed.can_convert = 'opt_in'
            and coalesce(actions.counts_conversions, false)
        ) as is_eligible
    from placed
    left join milestones
        on
            placed.workspace_id = milestones.workspace_id
            and placed.delivery_id = milestones.delivery_id
    left join actions
        on
            placed.workspace_id = actions.workspace_id
            and placed.message_id = actions.action_id
    left join untracked
        on
            placed.workspace_id = untracked.workspace_id
            and placed.delivery_id = untracked.delivery_id
),

judged as (
    select
        *,
        is_governed
        and is_eligible
        and goal_type is not null
        and received_at is not null as is_tracked
    from happened
)

select
    workspace_id,
    delivery_id,
    journey_id,
    person_id,
    campaign_id,
    message_id,
    delivery_type,
    created_at,
    received_at,
    first_opened_at,
    first_clicked_at,
    is_eligible,
    is_tracked,
    case when is_governed then goal_version_id end as goal_version_id,
    case when is_governed then group_id end as group_id,
    case when is_governed then goal_type end as goal_type,
    case when is_governed then touch end as touch,
    case when is_governed then time_frame_seconds end as time_frame_seconds,
    case when is_governed then entered_at end as entered_at,
    is_governed and is_already_matched as is_already_matched,
    -- T1, T3: only what was received and can be credited has touches.
    case
        when not is_tracked then null
        when touch = 'received' then received_at
        when touch = 'opened' then first_open_touch_at
        else first_click_touch_at
    end as first_touch_at,
    case
        when not is_tracked then null
        when touch = 'received' then received_at
        when touch = 'opened' then last_open_touch_at
        else last_click_touch_at
    end as last_touch_at
from judged
