-- One row per owner (a person; a journey or delivery of nobody) whom the rows that arrived since
-- the last run reach; none in a full build, which makes everybody anew.
-- Who is reached is read off every version of a row in the raw tables, not off what an earlier run
-- made of them: a row that moved names its old owner too, and a run that was killed finds the same
-- owners again.
{{ config(
    materialized='incremental',
    incremental_strategy=replacement('all'),
    meta={'groups': 'all'},
    on_schema_change='fail'
) }}
-- depends_on: {{ ref('base_arrivals') }}
-- depends_on: {{ ref('base_customerio__deliveries') }}
-- depends_on: {{ ref('base_customerio__metrics') }}
-- depends_on: {{ ref('base_customerio__subjects') }}
-- depends_on: {{ ref('base_customerio__outputs') }}
-- depends_on: {{ ref('base_customerio__events') }}
-- depends_on: {{ ref('base_customerio__attributes') }}
-- depends_on: {{ ref('base_customerio__segment_changes') }}
-- depends_on: {{ ref('stg_customerio__campaign_goals') }}
-- depends_on: {{ ref('base_rule_nodes') }}

{% if is_incremental() %}
with

arrivals as (
    select * from {{ ref('base_arrivals') }}
    where raw_rows <> processed_rows
),

-- Broken rows too: a person more to rebuild costs less than to ask what is broken again.
delivery_versions as (
    select
        {{ read_id('workspace_id') }} as workspace_id,
        {{ read_id('delivery_id') }} as delivery_id,
        {{ read_id('internal_customer_id') }} as person_id,
        {{ read_id('subject_id') }} as journey_id,
        {{ read_id('action_id') }} as action_id
    from {{ ref('base_customerio__deliveries') }}
),

journey_versions as (
    select
        {{ read_id('workspace_id') }} as workspace_id,
        {{ read_id('subject_name') }} as journey_id,
        {{ read_id('internal_customer_id') }} as person_id,
        {{ read_id('campaign_id') }} as campaign_id,
        {{ read_id('event_id') }} as event_id
    from {{ ref('base_customerio__subjects') }}
),

event_versions as (
    select
        {{ read_id('workspace_id') }} as workspace_id,
        {{ read_id('event_id') }} as event_id,
        {{ read_id('internal_customer_id') }} as person_id,
        name as event_name
    from {{ ref('base_customerio__events') }}
),

metric_versions as (
    select
        {{ read_id('workspace_id') }} as workspace_id,
        {{ read_id('event_id') }} as event_id,
        {{ read_id('delivery_id') }} as delivery_id
    from {{ ref('base_customerio__metrics') }}
),

output_versions as (
    select
        {{ read_id('workspace_id') }} as workspace_id,
        {{ read_id('output_id') }} as output_id,
        {{ read_id('subject_name') }} as journey_id,
        {{ read_id('delivery_id') }} as delivery_id
    from {{ ref('base_customerio__outputs') }}
),

arrived_deliveries as (
    select
        {{ read_id('workspace_id') }} as workspace_id,
        {{ read_id('delivery_id') }} as delivery_id
    from {{ ref('base_customerio__deliveries') }}
    where {{ has_arrived('deliveries') }}
),

arrived_journeys as (
    select
        {{ read_id('workspace_id') }} as workspace_id,
        {{ read_id('subject_name') }} as journey_id
    from {{ ref('base_customerio__subjects') }}
    where {{ has_arrived('subjects') }}
),

arrived_events as (
    select
        {{ read_id('workspace_id') }} as workspace_id,
        {{ read_id('event_id') }} as event_id
    from {{ ref('base_customerio__events') }}
    where {{ has_arrived('events') }}
),

arrived_metrics as (
    select
        {{ read_id('workspace_id') }} as workspace_id,
        {{ read_id('event_id') }} as event_id
    from {{ ref('base_customerio__metrics') }}
    where {{ has_arrived('metrics') }}
),

arrived_outputs as (
    select
        {{ read_id('workspace_id') }} as workspace_id,
        {{ read_id('output_id') }} as output_id
    from {{ ref('base_customerio__outputs') }}
    where {{ has_arrived('outputs') }}
),

versions_of_arrived_outputs as (
    select * from output_versions
    where (workspace_id, output_id) in (select workspace_id, output_id from arrived_outputs)
),

-- A goal version or an action switch reaches back to all that it governs; a version that moved also
-- to the campaign that it left.
goal_version_rows as (
    select
        workspace_id,
        {{ json_text(json_member(read_json('content'), 'goal_version_id')) }} as goal_version_id,
        {{ json_text(json_member(read_json('content'), 'campaign_id')) }} as campaign_id,
        raw_rows <> processed_rows as has_arrived
    from {{ ref('base_arrivals') }}
    where source_table = 'campaign_goals'
),

changed_campaigns as (
    select
        workspace_id,
        campaign_id
    from goal_version_rows
    where has_arrived

    union

    select
        workspace_id,
        campaign_id
    from goal_version_rows
    where
        (workspace_id, goal_version_id) in (
            select
                arrived.workspace_id,
                arrived.goal_version_id
            from goal_version_rows as arrived
            where arrived.has_arrived
        )
),

changed_actions as (
    select distinct
        workspace_id,
        {{ json_text(json_member(read_json('content'), 'action_id')) }} as action_id
    from arrivals
    where source_table = 'campaign_actions'
),

-- Of events, segments and attributes only what some goal or rule names can matter.
goal_names as (
    select distinct
        workspace_id,
        goal_type,
        goal_name
    from {{ ref('stg_customerio__campaign_goals') }}
    where goal_type is not null
),

rule_nodes as (
    select * from {{ ref('base_rule_nodes') }}
),

changed_deliveries as (
    select * from arrived_deliveries

    union

    select
        workspace_id,
        delivery_id
    from metric_versions
    where (workspace_id, event_id) in (select workspace_id, event_id from arrived_metrics)

    union

    select
        workspace_id,
        delivery_id
    from versions_of_arrived_outputs
    where delivery_id is not null

    union

    select
        workspace_id,
        delivery_id
    from delivery_versions
    where (workspace_id, action_id) in (select workspace_id, action_id from changed_actions)
),

versions_of_changed_deliveries as (
    select * from delivery_versions
    where (workspace_id, delivery_id) in (select workspace_id, delivery_id from changed_deliveries)
),

changed_journeys as (
    select * from arrived_journeys

    union

    select
        workspace_id,
        journey_id
    from versions_of_arrived_outputs
    where journey_id is not null

    union

    select
        workspace_id,
        journey_id
    from versions_of_changed_deliveries
    where journey_id is not null

    union

    -- A trigger event that arrives after its journey.
    select
        workspace_id,
        journey_id
    from journey_versions
    where (workspace_id, event_id) in (select workspace_id, event_id from arrived_events)

    union

    select
        workspace_id,
        journey_id
    from journey_versions
    where (workspace_id, campaign_id) in (select workspace_id, campaign_id from changed_campaigns)
),

-- X5: the first rows of a workspace in these tables decide for all of it.
judged_anew as (
    {%- for table in ['segment_changes', 'attributes'] %}
    select arrivals.workspace_id
    from arrivals
    where
        arrivals.source_table = '{{ table }}'
        and arrivals.workspace_id not in (
            select {{ read_id('workspace_id') }}
            from {{ ref('base_customerio__' ~ table) }}
            where rejection_reason is null and not {{ has_arrived(table) }}
        )
    {{ 'union' if not loop.last }}
    {%- endfor %}
),

-- Other seeds, vars or another version of this package: everybody.
rebuilt_whole as (
    select workspace_id from judged_anew

    union

    select distinct workspace_id from {{ ref('base_arrivals') }}
    where exists (select 1 from arrivals where source_table = 'settings')
),

reached as (
    select
        workspace_id,
        {{ owner_id('person_id', 'journey_id', 'delivery_id') }} as owner_id
    from versions_of_changed_deliveries

    union

    select
        workspace_id,
        'journey ' || journey_id as owner_id
    from changed_journeys

    union

    select
        workspace_id,
        'person ' || person_id as owner_id
    from journey_versions
    where
        (workspace_id, journey_id) in (select workspace_id, journey_id from changed_journeys)
        and person_id is not null

    union

    select
        workspace_id,
        'person ' || person_id as owner_id
    from event_versions
    where
        (workspace_id, event_id) in (select workspace_id, event_id from arrived_events)
        and (workspace_id, event_name) in (
            select
                goal_names.workspace_id,
                goal_names.goal_name
            from goal_names
            where goal_names.goal_type = 'event'
        )
        and person_id is not null

    union

    select
        {{ read_id('workspace_id') }} as workspace_id,
        'person ' || {{ read_id('internal_customer_id') }} as owner_id
    from {{ ref('base_customerio__attributes') }}
    where
        {{ has_arrived('attributes') }}
        and attribute_name in (
            select coalesce(rule_nodes.left_attribute, rule_nodes.right_attribute) from rule_nodes
        )
        and {{ read_id('internal_customer_id') }} is not null

    union

    select
        {{ read_id('workspace_id') }} as workspace_id,
        'person ' || {{ read_id('internal_customer_id') }} as owner_id
    from {{ ref('base_customerio__segment_changes') }}
    where
        {{ has_arrived('segment_changes') }}
        and {{ read_id('segment_id') }} in (
            select goal_names.goal_name from goal_names
            where goal_names.goal_type <> 'event'

            union

            select rule_nodes.segment_id from rule_nodes
            where rule_nodes.segment_id is not null
        )
        and {{ read_id('internal_customer_id') }} is not null

    union

    select
        workspace_id,
        {{ owner_id('person_id', 'journey_id', 'delivery_id') }} as owner_id
    from delivery_versions
    where workspace_id in (select workspace_id from rebuilt_whole)

    union

    select
        workspace_id,
        {{ owner_id('person_id', 'journey_id') }} as owner_id
    from journey_versions
    where workspace_id in (select workspace_id from rebuilt_whole)
)

select
    workspace_id,
    owner_id
from reached
where workspace_id is not null and owner_id is not null
{% else %}
select
    cast(null as {{ dbt.type_string() }}) as workspace_id,
    cast(null as {{ dbt.type_string() }}) as owner_id
where 1 = 0
{% endif %}
