{#
    Each row of `left` with the one row of `right` that is nearest to it in time: of the rows with the same `by`
    columns (a null matches nothing) for which `left.left_at <comparison> right.right_at` holds, the latest for > and
    >=, the earliest for < and <=. Columns named in `keep` are added, null where nothing matches. Where the order
    matters `right` must hold one row per `by` and `right_at`. The one query among the engine forms.
#}
{% macro as_of_match(left, right, by, left_at, comparison, right_at, keep) %}
    {{- return(adapter.dispatch('as_of_match', 'conversion_goals')(
        left, right, by, left_at, comparison, right_at, keep
    )) -}}
{% endmacro %}

{% macro default__as_of_match(left, right, by, left_at, comparison, right_at, keep) %}
    {{- conversion_goals.engine_lacks('as_of_match') -}}
{% endmacro %}

{% macro duckdb__as_of_match(left, right, by, left_at, comparison, right_at, keep) -%}
    select
        {{ left }}.*
        {%- for column in keep %},
        {{ right }}.{{ column }}
        {%- endfor %}
    from {{ left }}
    asof left join {{ right }}
        on
            {%- for column in by %}
            {{ left }}.{{ column }} = {{ right }}.{{ column }} and
            {%- endfor %}
            {{ left }}.{{ left_at }} {{ comparison }} {{ right }}.{{ right_at }}
{%- endmacro %}

{% macro postgres__as_of_match(left, right, by, left_at, comparison, right_at, keep) -%}
    {{ conversion_goals.as_of_match_by_number(left, right, by, left_at, comparison, right_at, keep) }}
{%- endmacro %}

{#
    For engines without an as-of join: the right rows are numbered in time, each left moment counts those that it has
    behind it, and the count is the number of the nearest. One sort and two joins on equality, whatever the times.
#}
{% macro as_of_match_by_number(left, right, by, left_at, comparison, right_at, keep) -%}
    {%- set order = 'desc' if comparison.startswith('<') else 'asc' -%}
    {%- set is_equal_inside = comparison.endswith('=') -%}
    with

    right_rows as (
        select
            *,
            row_number() over (
                partition by {{ by | join(', ') }}
                order by {{ right_at }} {{ order }}
            ) as as_of_number
        from {{ right }}
        where {{ right_at }} is not null
    ),

    moments as (
        select distinct
            {{ by | join(', ') }},
            {{ left_at }} as moment_at,
            {{ 2 if is_equal_inside else 0 }} as moment_order,
            0 as is_right
        from {{ left }}
        where
            {{ left_at }} is not null
            {%- for column in by %}
            and {{ column }} is not null
            {%- endfor %}

        union all

        select
            {{ by | join(', ') }},
            {{ right_at }} as moment_at,
            1 as moment_order,
            1 as is_right
        from right_rows
        where
            {%- for column in by %}
            {{ column }} is not null {{- ' and' if not loop.last }}
            {%- endfor %}
    ),

    counted as (
        select
            *,
            sum(is_right) over (
                partition by {{ by | join(', ') }}
                order by moment_at {{ order }}, moment_order
                rows between unbounded preceding and current row
            ) as as_of_number
        from moments
    )

    select
        {{ left }}.*
        {%- for column in keep %},
        right_rows.{{ column }}
        {%- endfor %}
    from {{ left }}
    left join counted
        on
            {%- for column in by %}
            {{ left }}.{{ column }} = counted.{{ column }} and
            {%- endfor %}
            {{ left }}.{{ left_at }} = counted.moment_at
            and counted.is_right = 0
    left join right_rows
        on
            {%- for column in by %}
            counted.{{ column }} = right_rows.{{ column }} and
            {%- endfor %}
            counted.as_of_number = right_rows.as_of_number
{%- endmacro %}

{% macro spark__as_of_match(left, right, by, left_at, comparison, right_at, keep) -%}
    {{ conversion_goals.as_of_match_by_number(left, right, by, left_at, comparison, right_at, keep) }}
{%- endmacro %}
