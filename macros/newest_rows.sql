{#
    Q2: some raw rows in order of their key, broken ones last: `position` 1 is the newest, `copies` says how many
    accepted rows share the key. `first` puts a time before the newest (A2). Broken rows are ranked too, so that an
    engine finds the rows of a key before it asks which are broken.
#}
{% macro newest_rows(table, rows, first=none) -%}
    {%- set contract = conversion_goals.raw_contract()[table] -%}
    {%- set keys = conversion_goals.key_values(table) | join(', ') -%}
    select
        *,
        count(case when rejection_reason is null then 1 end) over (partition by {{ keys }}) as copies,
        row_number() over (
            partition by {{ keys }}
            order by
                case when rejection_reason is null then 0 else 1 end,
                {% if first %}{{ conversion_goals.read_time(first) }},{% endif %}
                {% if 'seq_num' in contract['columns'] -%}
                    {{ conversion_goals.read_integer('seq_num') }} desc nulls last,
                {%- endif %}
                {{ conversion_goals.read_time('loaded_at') }} desc,
                {{ conversion_goals.byte_order('(' ~ conversion_goals.canonical_row(table) ~ ')') }} desc
        ) as position
    from {{ rows }}
{%- endmacro %}
