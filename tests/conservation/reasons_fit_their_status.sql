-- Deliveries whose reason belongs to another status.
select
    workspace_id,
    delivery_id,
    conversion_status,
    reason
from {{ ref('conversion_goals__deliveries') }}
where
    conversion_status <> case
        when reason in ('ineligible_type', 'no_goal', 'not_received') then 'not_tracked'
        when reason = 'converted' then 'converted'
        when reason = 'window_open' then 'pending'
        else 'not_converted'
    end
