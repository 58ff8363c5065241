{#
    A text that is JSON as json. No text of Postgres holds a NUL: a sign that stands for nothing in Unicode stands for it.
#}
{% macro postgres_json(text) -%}
cast(
        case
            when position('\u0000' in {{ text }}) = 0 then {{ text }}
            else replace(replace({{ text }}, '\\', '\u005c'), '\u0000', '\uffff')
        end as json
    )
{%- endmacro %}

{#
    Whether a text is nested deeper than its JSON parser surely goes: some thousand levels on, it stops the statement.
    Levels are counted only where there are that many openings.
#}
{% macro postgres_is_too_deep(text) -%}
    {%- set most = 3000 -%}
length({{ text }}) - length(replace(replace({{ text }}, '{', ''), '[', '')) > {{ most }}
        and {{ most }} < (
            select max(levels.level)
            from (
                select
                    sum(case when found.part[1] in ('{', '[') then 1 else -1 end) over (order by found.place) as level
                from regexp_matches({{ text }}, '"(?:[^"\\]|\\.)*"|[][{}]', 'g') with ordinality as found (part, place)
                where left(found.part[1], 1) <> '"'
            ) as levels
        )
{%- endmacro %}
