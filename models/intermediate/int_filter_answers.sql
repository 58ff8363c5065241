-- One row per filter and event of all history that it was asked for (and trigger event, where it
-- reads one), with its answer: what int_rule_results has of a run's owners alone.
{{ config(
    materialized='incremental',
    incremental_strategy='replace_groups',
    unique_key=['workspace_id', 'owner_id'],
    meta={'groups': 'int_owners_to_rebuild', 'which': 'groups.is_replaced'},
    on_schema_change='fail'
) }}

with

answers as (
    select * from {{ ref('int_rule_results') }}
    where event_id is not null
),

owners as (
    select * from {{ ref('int_owners_to_rebuild') }}
    where is_replaced
)

select
    answers.workspace_id,
    owners.owner_id,
    answers.rule_id,
    answers.event_id,
    -- Empty where the filter reads no trigger event, or the journey has none.
    coalesce(answers.trigger_event_id, '') as trigger_event_id,
    answers.person_id,
    answers.holds
from answers
inner join owners
    on
        answers.workspace_id = owners.workspace_id
        and answers.person_id = owners.person_id
