-- Journeys of staging without a row in the mart, and rows without a journey.
select
    staged.workspace_id as staged_workspace_id,
    staged.journey_id as staged_journey_id,
    judged.workspace_id as judged_workspace_id,
    judged.journey_id as judged_journey_id
from {{ ref('stg_customerio__subjects') }} as staged
full outer join {{ ref('conversion_goals__journeys') }} as judged
    on
        staged.workspace_id = judged.workspace_id
        and staged.journey_id = judged.journey_id
where staged.journey_id is null or judged.journey_id is null
