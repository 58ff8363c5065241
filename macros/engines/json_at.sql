{# What stands in a JSON object at a path made by json_path; null where nothing does. A name never indexes a list. #}
{% macro json_at(document, path) %}
    {{- return(adapter.dispatch('json_at', 'conversion_goals')(document, path)) -}}
{% endmacro %}

{% macro default__json_at(document, path) %}{{ conversion_goals.engine_lacks('json_at') }}{% endmacro %}

{% macro duckdb__json_at(document, path) -%}
case
        when not regexp_matches({{ path }}, '/([0-9]+|-)(/|$)') then json_extract({{ document }}, {{ path }})
        when list_bool_and(list_transform(
            range(1, len(string_split({{ path }}, '/'))),
            lambda depth: coalesce(
                json_type({{ document }}, array_to_string(string_split({{ path }}, '/')[1:depth], '/')) = 'OBJECT',
                false
            )
        )) then json_extract({{ document }}, {{ path }})
    end
{%- endmacro %}

{% macro postgres__json_at(document, path) -%}
    {#- A list's element is never meant, and of a name that stands twice the first holds. -#}
case
        when {{ conversion_goals.postgres_is_too_deep(document) }} then null
        when {{ document }} is json object with unique keys and {{ path }} !~ '(^|[.])([\s+-]*[0-9]|[.]|$)'
            then {{ conversion_goals.postgres_json(document) }} #> string_to_array({{ path }}, '.')
        when {{ document }} is json object
            then (
                with recursive walk as (
                    select
                        {{ conversion_goals.postgres_json(document) }} as node,
                        string_to_array({{ path }} || '.', '.') as names

                    union all

                    select
                        (
                            select member.value
                            from json_each(case when json_typeof(walk.node) = 'object' then walk.node end)
                                with ordinality as member (key, value, position)
                            where member.key = walk.names[1]
                            order by member.position
                            limit 1
                        ),
                        walk.names[2:]
                    from walk
                    where cardinality(walk.names) > 1
                )

                select walk.node from walk
                where cardinality(walk.names) = 1
            )
    end
{%- endmacro %}

{#
    Of the only element of a list its JSON is given there, of anything else its text, without quotes. A JSON null is
    given as null, which says the same (F1).
#}
{% macro spark__json_at(document, path) -%}
    {%- set spelled = "replace(" ~ document ~ ", r'\\\\', r'\\u005c')" -%}
    {%- set spelled = "regexp_replace(" ~ spelled ~ ", r'(?i)\\\\u0027', char(39))" -%}
    {%- set spelled = "regexp_replace(" ~ spelled ~ ", r'(?i)\\\\u003f', '?')" -%}
    {%- set spelled = "regexp_replace(" ~ spelled ~ ", r'(?i)\\\\u002a', '*')" -%}
    {%- set stood_for = "translate(" ~ spelled ~ ", concat(char(39), '?*'), '\\uFDD0\\uFDD1\\uFDD2')" -%}
    {%- set stood_for = "regexp_replace(" ~ stood_for ~ ", r'(?<!\\\\)\"\"(\\s*:)', '\"\\uFDD3\"$1')" -%}
case
        when not {{ path }} rlike '[\uFDD0-\uFDD3]'
            then get_json_object(concat('[', {{ document }}, ']'), {{ path }})
        else translate(
            get_json_object(concat('[', {{ stood_for }}, ']'), {{ path }}),
            '\uFDD0\uFDD1\uFDD2\uFDD3', concat(char(39), '?*')
        )
    end
{%- endmacro %}
