-- What did an edit of the goal change? One row per campaign and goal version, in the order of
-- their journeys. A version governs the journeys that entered under it, for good: so before and
-- after compare people who entered before and after, not one group of people under two goals.
select
    workspace_id,
    campaign_id,
    goal_version_id,
    min(created_at) as first_delivery_at,
    max(created_at) as last_delivery_at,
    count(case when is_mature then 1 end) as deliveries_mature,
    count(case when is_mature and is_converted then 1 end) as deliveries_mature_converted,
    count(case when is_mature and is_converted then 1 end) * 1.0
    / nullif(count(case when is_mature then 1 end), 0) as mature_conversion_rate
from {{ ref('conversion_goals__deliveries') }}
where goal_version_id is not null and campaign_id is not null
group by workspace_id, campaign_id, goal_version_id
order by workspace_id, campaign_id, first_delivery_at
