{#
    Q2: the accepted raw rows of a base model in order of their key: `position` 1 is the newest, `copies` says how many
    accepted rows share the key. `first` puts a time before the newest (A2). Keys that stand once, nearly all, are
    never sorted; an incremental run looks at the keys that arrived (base_arrivals) and reads all rows of theirs.
    The base is named several times instead of once in a CTE, so that no engine stores every raw row.
#}
{% macro newest_rows(table, first=none) -%}
    {%- set base = ref('base_customerio__' ~ table) -%}
    {%- set contract = conversion_goals.raw_contract()[table] -%}
    {%- set keys = [] -%}
    {%- for column in ['workspace_id'] + contract['key'] -%}
        {%- do keys.append(conversion_goals.read_value(adapter.quote(column), contract['columns'][column])) -%}
    {%- endfor -%}
    {%- set is_same_key -%}
        {% for key in keys %}several.key_{{ loop.index }} = {{ key }}{{ ' and ' if not loop.last }}{% endfor %}
    {%- endset -%}
    with

    several as (
        select
            {%- for key in keys %}
            {{ key }} as key_{{ loop.index }}{{ ',' if not loop.last }}
            {%- endfor %}
        from {{ base }}
        where rejection_reason is null
        {%- if is_incremental() %}
        and {{ conversion_goals.has_arrived(table, or_settings_changed=true) }}
        {%- endif %}
        group by {% for key in keys %}{{ loop.index }}{{ ', ' if not loop.last }}{% endfor %}
        {{ 'having count(*) > 1' if not is_incremental() }}
    ),

    rivals as (
        select accepted.*
        from {{ base }} as accepted
        inner join several on {{ is_same_key }}
        where accepted.rejection_reason is null
    )
    {%- if not is_incremental() %}

    select
        accepted.*,
        1 as copies,
        1 as position
    from {{ base }} as accepted
    where
        accepted.rejection_reason is null
        and not exists (select 1 from several where {{ is_same_key }})

    union all
    {%- endif %}

    select
        rivals.*,
        count(*) over (partition by {{ keys | join(', ') }}) as copies,
        row_number() over (
            partition by {{ keys | join(', ') }}
            order by
                {% if first %}{{ conversion_goals.read_time(first) }},{% endif %}
                {% if 'seq_num' in contract['columns'] -%}
                    {{ conversion_goals.read_integer('seq_num') }} desc nulls last,
                {%- endif %}
                {{ conversion_goals.read_time('loaded_at') }} desc, {{ conversion_goals.byte_order('(' ~ conversion_goals.canonical_row(table) ~ ')') }} desc
        ) as position
    from rivals
{%- endmacro %}
