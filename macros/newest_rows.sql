{#
    Q2: the accepted ones of some raw rows in order of their key: `position` 1 is the newest, `copies` says how many
    accepted rows share the key. `first` puts a time before the newest (A2).
#}
{% macro newest_rows(table, rows, first=none) -%}
    {%- set contract = conversion_goals.raw_contract()[table] -%}
    {%- set keys = conversion_goals.key_values(table) | join(', ') -%}
    select
        *,
        count(*) over (partition by {{ keys }}) as copies,
        row_number() over (
            partition by {{ keys }}
            order by
                {% if first %}{{ conversion_goals.read_time(first) }},{% endif %}
                {% if 'seq_num' in contract['columns'] -%}
                    {{ conversion_goals.read_integer('seq_num') }} desc nulls last,
                {%- endif %}
                {{ conversion_goals.read_time('loaded_at') }} desc,
                {{ conversion_goals.byte_order('(' ~ conversion_goals.canonical_row(table) ~ ')') }} desc
        ) as position
    from {{ rows }}
    where rejection_reason is null
{%- endmacro %}
