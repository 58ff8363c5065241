-- One row per delivery, journey, person, event, campaign, action or whole workspace of which a raw
-- row arrived since the last whole run; none in a full build, which makes everybody anew.
-- Read off every version of a row in the raw tables, not off what an earlier run made of them: a
-- row that moved names its old owner too, and a run that was killed finds the same again.
{{ config(
    materialized='incremental',
    incremental_strategy=replacement('all'),
    meta={'conversion_goals': {'groups': 'all'}}
) }}
-- depends_on: {{ ref('base_arrivals') }}
-- depends_on: {{ ref('base_resolved_events') }}
-- depends_on: {{ ref('base_resolved_metrics') }}
-- depends_on: {{ ref('base_resolved_outputs') }}
-- depends_on: {{ ref('base_customerio__attributes') }}
-- depends_on: {{ ref('base_customerio__deliveries') }}
-- depends_on: {{ ref('base_customerio__events') }}
-- depends_on: {{ ref('base_customerio__metrics') }}
-- depends_on: {{ ref('base_customerio__outputs') }}
-- depends_on: {{ ref('base_customerio__segment_changes') }}
-- depends_on: {{ ref('base_customerio__subjects') }}
-- depends_on: {{ ref('base_rule_nodes') }}
-- depends_on: {{ ref('stg_customerio__campaign_goals') }}

{# Made anew alone (its schema renamed, say), it still names what arrived: its readers that keep
   their rows make anew whom it names, and nobody else. -#}
{%- set ours = 'model.conversion_goals.' -%}
{%- set readers = [] -%}
{%- for node in (graph.nodes.values() if execute and not is_incremental() else [])
    if node.config.materialized == 'incremental' and keeps_its_rows(node) and (
        ours ~ 'int_owners_to_rebuild' in node.depends_on.nodes
        or ours ~ 'int_changed_journeys' in node.depends_on.nodes
    ) -%}
    {%- do readers.append(node.name) -%}
{%- endfor %}

with

{% if is_incremental() or readers -%}
arrivals as (
    select * from {{ ref('base_arrivals') }}
    where raw_rows <> processed_rows
),

deliveries as (
    select * from {{ ref('base_customerio__deliveries') }}
    where {{ has_arrived('deliveries') }}
),

journeys as (
    select * from {{ ref('base_customerio__subjects') }}
    where {{ has_arrived('subjects') }}
),

metrics as (
    {{ versions_of_arrived('metrics') }}
),

steps as (
    {{ versions_of_arrived('outputs') }}
),

events as (
    {{ versions_of_arrived('events') }}
),

attributes as (
    select * from {{ ref('base_customerio__attributes') }}
    where {{ has_arrived('attributes') }}
),

segment_changes as (
    select * from {{ ref('base_customerio__segment_changes') }}
    where {{ has_arrived('segment_changes') }}
),

-- Of events, segments and attributes only what some goal or rule names can matter.
goals as (
    select * from {{ ref('stg_customerio__campaign_goals') }}
    where goal_type is not null
),

rule_nodes as (
    select * from {{ ref('base_rule_nodes') }}
),

-- A goal version or an action switch reaches back to all that it governs; a version that moved also
-- to the campaign that it left.
campaign_rows as (
    select
        workspace_id,
        source_table,
        case
            when source_table in ('campaign_goals', 'campaign_actions')
                then {{ read_json('content') }}
        end as content,
        raw_rows <> processed_rows as has_arrived
    from {{ ref('base_arrivals') }}
),

goal_version_rows as (
    select
        workspace_id,
        {{ json_text(json_member('content', 'goal_version_id')) }} as goal_version_id,
        {{ json_text(json_member('content', 'campaign_id')) }} as campaign_id,
        has_arrived
    from campaign_rows
    where source_table = 'campaign_goals'
),

changed_actions as (
    select
        workspace_id,
        {{ json_text(json_member('content', 'action_id')) }} as action_id
    from campaign_rows
    where source_table = 'campaign_actions' and has_arrived
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

-- Broken rows too: a person more to rebuild costs less than to ask what is broken again.
named as (
    select
        {{ read_id('workspace_id') }} as workspace_id,
        'delivery' as kind,
        {{ read_id('delivery_id') }} as id
    from deliveries

    union

    select
        {{ read_id('workspace_id') }} as workspace_id,
        'journey' as kind,
        {{ read_id('subject_name') }} as id
    from journeys

    union

    select
        {{ read_id('workspace_id') }} as workspace_id,
        'delivery' as kind,
        {{ read_id('delivery_id') }} as id
    from metrics

    union

    select
        {{ read_id('workspace_id') }} as workspace_id,
        'delivery' as kind,
        {{ read_id('delivery_id') }} as id
    from steps

    union

    select
        {{ read_id('workspace_id') }} as workspace_id,
        'journey' as kind,
        {{ read_id('subject_name') }} as id
    from steps

    union

    -- It may have triggered a journey, whoever's it is.
    select
        {{ read_id('workspace_id') }} as workspace_id,
        'event' as kind,
        {{ read_id('event_id') }} as id
    from events

    union

    select
        {{ read_id('workspace_id') }} as workspace_id,
        'person' as kind,
        {{ read_id('internal_customer_id') }} as id
    from events
    where
        ({{ read_id('workspace_id') }}, name) in (
            select
                goals.workspace_id,
                goals.goal_name
            from goals
            where goals.goal_type = 'event'
        )

    union

    select
        {{ read_id('workspace_id') }} as workspace_id,
        'person' as kind,
        {{ read_id('internal_customer_id') }} as id
    from attributes
    where
        attribute_name in (
            select coalesce(rule_nodes.left_attribute, rule_nodes.right_attribute) from rule_nodes
        )

    union

    select
        {{ read_id('workspace_id') }} as workspace_id,
        'person' as kind,
        {{ read_id('internal_customer_id') }} as id
    from segment_changes
    where
        {{ read_id('segment_id') }} in (
            select goals.goal_name from goals
            where goals.goal_type <> 'event'

            union

            select rule_nodes.segment_id from rule_nodes
            where rule_nodes.segment_id is not null
        )

    union

    select
        workspace_id,
        'campaign' as kind,
        campaign_id as id
    from goal_version_rows
    where
        has_arrived
        or (workspace_id, goal_version_id) in (
            select
                arrived.workspace_id,
                arrived.goal_version_id
            from goal_version_rows as arrived
            where arrived.has_arrived
        )

    union

    select
        workspace_id,
        'action' as kind,
        action_id as id
    from changed_actions

    union

    select
        workspace_id,
        'workspace' as kind,
        workspace_id as id
    from judged_anew
)

select
    workspace_id,
    kind,
    id
from named
where workspace_id is not null and id is not null
{%- else %}
nothing as (
    select
        cast(null as {{ dbt.type_string() }}) as workspace_id,
        cast(null as {{ dbt.type_string() }}) as kind,
        cast(null as {{ dbt.type_string() }}) as id
)

select * from nothing
where 1 = 0
{%- endif %}
