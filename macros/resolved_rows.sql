{#
    Q2: of each key of a raw table whose rows need a decision (contested_rows) the row that stands, its values read,
    with how many accepted rows share the key: 0 where none does, and nothing stands. `first` as in newest_rows.
#}
{% macro resolved_rows(table, first=none) -%}
with

rivals as (
    {{ conversion_goals.contested_rows(table) }}
),

ranked as (
    {{ conversion_goals.newest_rows(table, 'rivals', first=first) }}
)

select
    {{ conversion_goals.read_columns(table) }},
    copies
from ranked
where position = 1
{%- endmacro %}
