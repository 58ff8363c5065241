-- One row per raw row that breaks the contract, set aside with its reason (Q1).
{{ config(materialized='view') }}

select
    source_table,
    nullif(workspace_id, '') as workspace_id,
    source_key,
    rejection_reason as reason,
    raw_row,
    loaded_at
from {{ ref('base_rejected_rows') }}
