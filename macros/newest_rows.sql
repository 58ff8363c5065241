{#
    Q2: the accepted rows of a base model in order of their key: `position` 1 is the newest, `copies` says how many
    accepted rows share the key. `first` puts an order before the newest (A2). Keys that stand once, nearly all, are
    never sorted; an incremental run looks at the keys that arrived (base_arrivals) and reads all rows of theirs.
    The base is named several times instead of once in a CTE, so that no engine stores every raw row.
#}
{% macro newest_rows(table, first=none) -%}
    {%- set base = ref('base_customerio__' ~ table) -%}
    {%- set contract = conversion_goals.raw_contract()[table] -%}
    {%- set keys = ['workspace_id'] + contract['key'] -%}
    {%- set key_list -%}
        {% for column in keys %}{{ adapter.quote(column) }}{{ ', ' if not loop.last }}{% endfor %}
    {%- endset -%}
    {%- set is_same_key -%}
        {% for column in keys %}several.{{ adapter.quote(column) }} = accepted.{{ adapter.quote(column) }}{{ ' and ' if not loop.last }}{% endfor %}
    {%- endset -%}
    {%- set within_key -%}
        partition by {% for column in keys %}accepted.{{ adapter.quote(column) }}{{ ', ' if not loop.last }}{% endfor %}
    {%- endset -%}
    {%- set several -%}
        (
            select {{ key_list }}
            from {{ base }}
            where rejection_reason is null
            {%- if is_incremental() %}
            and (
                {{ conversion_goals.has_arrived(table) }}
                -- Other seeds settle other spellings and kinds.
                or exists (
                    select 1 from {{ ref('base_arrivals') }} as settings
                    where settings.source_table = 'settings' and settings.raw_rows <> settings.processed_rows
                )
            )
            group by {{ key_list }}
            {%- else %}
            group by {{ key_list }}
            having count(*) > 1
            {%- endif %}
        ) as several
    {%- endset -%}
    {%- if not is_incremental() -%}
    select
        accepted.*,
        1 as copies,
        1 as position
    from {{ base }} as accepted
    where
        accepted.rejection_reason is null
        and not exists (select 1 from {{ several }} where {{ is_same_key }})

    union all

    {% endif -%}
    select
        accepted.*,
        count(*) over ({{ within_key }}) as copies,
        row_number() over (
            {{ within_key }}
            order by
                {% if first %}accepted.{{ first }},{% endif %}
                {% if 'seq_num' in contract['columns'] %}accepted.seq_num desc nulls last,{% endif %}
                accepted.loaded_at desc, accepted.raw_row desc
        ) as position
    from {{ base }} as accepted
    inner join {{ several }} on {{ is_same_key }}
    where accepted.rejection_reason is null
{%- endmacro %}
