-- Deliveries of staging without a verdict, and verdicts without a delivery.
select
    staged.workspace_id as staged_workspace_id,
    staged.delivery_id as staged_delivery_id,
    judged.workspace_id as judged_workspace_id,
    judged.delivery_id as judged_delivery_id
from {{ ref('stg_customerio__deliveries') }} as staged
full outer join {{ ref('conversion_goals__deliveries') }} as judged
    on
        staged.workspace_id = judged.workspace_id
        and staged.delivery_id = judged.delivery_id
where staged.delivery_id is null or judged.delivery_id is null
