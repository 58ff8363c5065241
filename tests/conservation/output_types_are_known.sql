-- Step types that the seed output_types lacks: such steps are no checkpoints and end nothing (X8).
{{ config(severity='warn') }}
select
    output_type,
    count(*) as steps
from {{ ref('stg_customerio__outputs') }}
where not is_known_type
group by output_type
