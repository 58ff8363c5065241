{#
    The leaves of a filter or an audience with both sides as leaf_holds asks for them. F1: JSON null is missing; an
    attribute is plain text.
#}
{% macro compared_sides(leaves) -%}
    select
        *,
        {{ conversion_goals.comparable('left_kind', 'left_text', 'left_number') }} as left_comparable,
        {{ conversion_goals.comparable('right_kind', 'right_text', 'right_number') }} as right_comparable
    from (
        select
            *,
            {{ conversion_goals.side_number('left_kind', 'left_text') }} as left_number,
            {{ conversion_goals.side_number('right_kind', 'right_text') }} as right_number
        from (
            select
                *,
                {%- for side in ['left', 'right'] %}
                case
                    when {{ side }}_attribute_value is not null then 'text'
                    else nullif({{ conversion_goals.json_kind(side ~ '_json') }}, 'null')
                end as {{ side }}_kind,
                coalesce(
                    {{ side }}_attribute_value, {{ conversion_goals.json_text(side ~ '_json') }}
                ) as {{ side }}_text
                {{- ',' if not loop.last }}
                {%- endfor %}
            from {{ leaves }}
        ) as sides
    ) as numbered_sides
{%- endmacro %}
