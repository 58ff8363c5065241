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
