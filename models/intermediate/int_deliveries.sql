-- One row per delivery: whose it is, what happened to it, which goal version governs it, whether it
-- can be credited.
with

owners as (
    select * from {{ ref('int_owners_to_rebuild') }}
),

deliveries as (
    select * from {{ ref('stg_customerio__deliveries') }}
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

placed as (
    select
        deliveries.workspace_id,
        owners.owner_id,
        coalesce(owners.is_replaced, false) as is_replaced,
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
    left join owners
        on
            deliveries.workspace_id = owners.workspace_id
            and {{ owner_id(
                'coalesce(deliveries.person_id, journeys.person_id)',
                'deliveries.journey_id',
                'deliveries.delivery_id'
            ) }} = owners.owner_id
    -- Somebody else's delivery in a journey of this run's owners is a checkpoint of theirs.
    where owners.owner_id is not null or journeys.journey_id is not null
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
        min(happened_at) filter (where metric = 'clicked') as first_clicked_at
    from metrics
    where (workspace_id, delivery_id) in (
        select
            placed.workspace_id,
            placed.delivery_id
        from placed
    )
    group by workspace_id, delivery_id
)

select
    placed.workspace_id,
    placed.owner_id,
    placed.is_replaced,
    placed.delivery_id,
    placed.journey_id,
    placed.person_id,
    placed.campaign_id,
    placed.message_id,
    placed.delivery_type,
    placed.created_at,
    -- E4: the first delivered; without one the first sent, unless it also failed.
    case
        when milestones.delivered_at is not null then milestones.delivered_at
        when milestones.failed_at is null then milestones.sent_at
    end as received_at,
    milestones.first_opened_at,
    milestones.first_clicked_at,
    -- E1, E2
    placed.can_convert = 'always'
    or (
        placed.can_convert = 'opt_in'
        and coalesce(actions.counts_conversions, false)
    ) as is_eligible,
    case when placed.is_governed then placed.goal_version_id end as goal_version_id,
    case when placed.is_governed then placed.goal_type end as goal_type,
    case when placed.is_governed then placed.touch end as touch,
    case when placed.is_governed then placed.time_frame_seconds end as time_frame_seconds,
    case when placed.is_governed then placed.entered_at end as entered_at,
    placed.is_governed and placed.is_already_matched as is_already_matched
from placed
left join milestones
    on
        placed.workspace_id = milestones.workspace_id
        and placed.delivery_id = milestones.delivery_id
left join actions
    on
        placed.workspace_id = actions.workspace_id
        and placed.message_id = actions.action_id
