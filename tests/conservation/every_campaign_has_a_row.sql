-- Campaigns on record, with deliveries or with journeys that campaign_metrics lacks.
with

known as (
    select
        workspace_id,
        campaign_id
    from {{ ref('stg_customerio__campaigns') }}

    union

    select
        workspace_id,
        campaign_id
    from {{ ref('stg_customerio__deliveries') }}
    where campaign_id is not null

    union

    select
        workspace_id,
        campaign_id
    from {{ ref('stg_customerio__subjects') }}
    where campaign_id is not null
)

select
    known.workspace_id,
    known.campaign_id
from known
left join {{ ref('conversion_goals__campaign_metrics') }} as told
    on
        known.workspace_id = told.workspace_id
        and known.campaign_id = told.campaign_id
where told.campaign_id is null
