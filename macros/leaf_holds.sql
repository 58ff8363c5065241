{#
    The answer of a leaf (or an empty and / or, or a segment) over its two sides: columns node_kind, operator,
    is_in_segment, and left_ and right_ kind, text, json, number, comparable. Never unknown (F2).
#}
{% macro leaf_holds() -%}
coalesce(
        case
            when node_kind = 'segment' then is_in_segment
            -- F5
            when node_kind in ('true', 'false') then node_kind = 'true'
            when operator in ('exists', 'not_exists') then left_kind is not null
            when operator in ('eq', 'neq') then left_comparable = right_comparable
            when operator = 'gt' then left_number > right_number
            when operator = 'gte' then left_number >= right_number
            when operator = 'lt' then left_number < right_number
            when operator = 'lte' then left_number <= right_number
            -- F4
            when operator in ('contains', 'not_contains') and left_kind = 'list'
                then {{ conversion_goals.list_has('left_json', 'right_comparable') }}
            when operator in ('contains', 'not_contains')
                then
                    left_kind in ('text', 'boolean')
                    and right_kind in ('text', 'boolean')
                    and {{ dbt.position('right_text', 'left_text') }} > 0
            when operator in ('in', 'not_in') and right_kind = 'list'
                then {{ conversion_goals.list_has('right_json', 'left_comparable') }}
            when operator = 'before'
                then
                    {{ conversion_goals.side_moment('left_kind', 'left_text', 'left_number') }}
                    < {{ conversion_goals.side_moment('right_kind', 'right_text', 'right_number') }}
            when operator = 'after'
                then
                    {{ conversion_goals.side_moment('left_kind', 'left_text', 'left_number') }}
                    > {{ conversion_goals.side_moment('right_kind', 'right_text', 'right_number') }}
        end,
        -- F2: a missing side makes a leaf false.
        false
    )
    -- F2: these four are the exact opposites of their twins.
    <> (coalesce(operator, '') in ('neq', 'not_contains', 'not_in', 'not_exists'))
{%- endmacro %}
