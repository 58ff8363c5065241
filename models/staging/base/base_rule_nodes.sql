-- One row per distinct rule text (a filter or an audience of the raw goal versions) and node of its
-- tree.
-- A tree is flattened level by level to one more than F6 allows; a node that is none says so in
-- node_kind.
{{ config(materialized='table') }}
-- Read after the counting: what arrives in between would be noted as seen.
-- depends_on: {{ ref('base_arrivals') }}

with

rule_texts as (
    select cast({{ adapter.quote('filter') }} as {{ dbt.type_string() }}) as rule_text
    from {{ raw_table('campaign_goals') }} as raw_rows

    union

    select cast(audience as {{ dbt.type_string() }}) as rule_text
    from {{ raw_table('campaign_goals') }} as raw_rows
),

trees as (
    select
        {{ read_rule_id('rule_text') }} as rule_id,
        {{ read_json('rule_text') }} as node
    from rule_texts
    where rule_text <> '' and {{ is_json('rule_text') }}
),

nodes as (
    {{ tree_nodes('trees', levels=11) }}
),

members as (
    select
        rule_id,
        node_id,
        parent_id,
        depth,
        case
            when {{ json_kind('node') }} = 'object' then {{ json_size('node') }}
            else 0
        end as members,
        {{ json_kind(json_member('node', 'and')) }} as and_kind,
        {{ json_kind(json_member('node', 'or')) }} as or_kind,
        {{ json_kind(json_member('node', 'not')) }} as not_kind,
        {{ json_kind(json_member('node', 'segment')) }} as segment_kind,
        {{ json_kind(json_member('node', 'property')) }} as property_kind,
        {{ json_kind(json_member('node', 'attribute')) }} as attribute_kind,
        {{ json_kind(json_member('node', 'trigger')) }} as trigger_kind,
        {{ json_kind(json_member('node', 'value')) }} as value_kind,
        {{ json_kind(json_member('node', 'operator')) }} as operator_kind,
        {{ json_text(json_member('node', 'segment')) }} as segment_id,
        {{ json_text(json_member('node', 'property')) }} as property,
        {{ json_text(json_member('node', 'attribute')) }} as attribute,
        {{ json_text(json_member('node', 'trigger')) }} as trigger_property,
        {{ json_text(json_member('node', 'operator')) }} as operator,
        {{ json_member('node', 'value') }} as value_json,
        case
            when {{ json_kind(json_member('node', 'and')) }} = 'list'
                then {{ json_size(json_member('node', 'and')) }}
            when {{ json_kind(json_member('node', 'or')) }} = 'list'
                then {{ json_size(json_member('node', 'or')) }}
        end as children
    from nodes
),

sides as (
    select
        *,
        (case when property_kind is not null and attribute_kind is not null then 1 else 0 end)
        + (case when trigger_kind is not null then 1 else 0 end)
        + (case when value_kind is not null then 1 else 0 end) as right_sides
    from members
)

select
    rule_id,
    node_id,
    parent_id,
    depth,
    case
        -- F5: an empty and is true, an empty or false.
        when members = 1 and and_kind = 'list'
            then case when children = 0 then 'true' else 'and' end
        when members = 1 and or_kind = 'list'
            then case when children = 0 then 'false' else 'or' end
        when members = 1 and not_kind is not null then 'not'
        when
            members = 1
            and (
                segment_kind = 'text'
                or (segment_kind = 'number' and {{ text_matches('segment_id', '-?[0-9]+') }})
            )
            then 'segment'
        -- F0: one left side, an operator, one right side or none, and no other key.
        when
            members = 2 + right_sides
            and operator_kind = 'text'
            and coalesce(property_kind, attribute_kind) is not null
            and coalesce(property_kind, 'text') = 'text'
            and coalesce(attribute_kind, 'text') = 'text'
            and coalesce(trigger_kind, 'text') = 'text'
            and (
                (operator in ('exists', 'not_exists') and right_sides = 0)
                or (
                    operator in (
                        'eq', 'neq', 'gt', 'gte', 'lt', 'lte',
                        'contains', 'not_contains', 'before', 'after'
                    )
                    and right_sides = 1
                )
                or (
                    operator in ('in', 'not_in')
                    and right_sides = 1
                    and coalesce(value_kind, 'list') = 'list'
                )
            )
            then 'leaf'
        else 'wrong'
    end as node_kind,
    case
        when segment_kind = 'number' and segment_id = '-0' then '0'
        when segment_kind is not null then segment_id
    end as segment_id,
    operator,
    case when property_kind is not null then {{ json_path('property') }} end as left_property,
    case when property_kind is null then attribute end as left_attribute,
    case
        when trigger_kind is not null then {{ json_path('trigger_property') }}
    end as right_trigger,
    case when property_kind is not null then attribute end as right_attribute,
    value_json as right_value
from sides
