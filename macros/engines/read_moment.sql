{#
    A date as F4 spells it as unix seconds (DOUBLE); null where it is none. Its offset is taken off while all is whole
    microseconds: afterwards one instant in two spellings could be two numbers.
#}
{% macro read_moment(text) %}{{ return(adapter.dispatch('read_moment', 'conversion_goals')(text)) }}{% endmacro %}

{% macro default__read_moment(text) %}{{ conversion_goals.engine_lacks('read_moment') }}{% endmacro %}

{% macro duckdb__read_moment(text) -%}
    {%- set hour_and_minute = '([01][0-9]|2[0-3]):[0-5][0-9]' -%}
    {%- set clock = hour_and_minute ~ '(:[0-5][0-9](\\.[0-9]{1,6})?)?(Z|[+-]' ~ hour_and_minute ~ ')?' -%}
case
        when regexp_full_match(
            {{ text }},
            '[0-9]{4}-[0-9]{2}-[0-9]{2}([T ]{{ clock }})?'
        ) and {{ text }} not like '0000%'
            then cast(cast(0.000001 as decimal(7, 6)) * (
                epoch_us(try_cast(
                    regexp_replace({{ text }}, '(:[0-9.]+)(Z|[+-][0-9]{2}:[0-9]{2})$', '\1') as timestamp
                ))
                - case
                    when regexp_matches({{ text }}, ':[0-9.]+[+-][0-9]{2}:[0-9]{2}$')
                        then cast(substr({{ text }}, length({{ text }}) - 5, 1) || '1' as bigint)
                            * (
                                cast(substr({{ text }}, length({{ text }}) - 4, 2) as bigint) * 3600
                                + cast(substr({{ text }}, length({{ text }}) - 1, 2) as bigint) * 60
                            )
                    else 0
                end * 1000000
            ) as double)
    end
{%- endmacro %}

{% macro postgres__read_moment(text) -%}
    {%- set hour_and_minute = '([01][0-9]|2[0-3]):[0-5][0-9]' -%}
    {%- set clock = hour_and_minute ~ '(:[0-5][0-9](\\.[0-9]{1,6})?)?(Z|[+-]' ~ hour_and_minute ~ ')?' -%}
    {%- set local = "regexp_replace(" ~ text ~ ", '(:[0-9.]+)(Z|[+-][0-9]{2}:[0-9]{2})$', '\\1')" -%}
case
        when
            {{ text }} ~ '^[0-9]{4}-[0-9]{2}-[0-9]{2}([T ]{{ clock }})?$'
            and pg_input_is_valid({{ local }}, 'timestamp')
            then cast(
                extract(epoch from cast({{ local }} as timestamp))
                - case
                    when {{ text }} ~ ':[0-9.]+[+-][0-9]{2}:[0-9]{2}$'
                        then cast(substr({{ text }}, length({{ text }}) - 5, 1) || '1' as integer)
                            * (
                                cast(substr({{ text }}, length({{ text }}) - 4, 2) as integer) * 3600
                                + cast(substr({{ text }}, length({{ text }}) - 1, 2) as integer) * 60
                            )
                    else 0
                end as double precision
            )
    end
{%- endmacro %}

{% macro spark__read_moment(text) -%}
    {%- set hour_and_minute = '([01][0-9]|2[0-3]):[0-5][0-9]' -%}
    {%- set clock = hour_and_minute ~ '(:[0-5][0-9](\\.[0-9]{1,6})?)?(Z|[+-]' ~ hour_and_minute ~ ')?' -%}
    {%- set local = "regexp_replace(" ~ text ~ ", r'(:[0-9.]+)(Z|[+-][0-9]{2}:[0-9]{2})\\z', '$1')" -%}
case
        when {{ text }} rlike r'^[0-9]{4}-[0-9]{2}-[0-9]{2}([T ]{{ clock }})?\z' and not {{ text }} like '0000%'
            then cast(cast(0.000001 as decimal(7, 6)) * (
                unix_micros(try_cast({{ local }} as timestamp))
                - case
                    when {{ text }} rlike r':[0-9.]+[+-][0-9]{2}:[0-9]{2}\z'
                        then cast(concat(substr({{ text }}, length({{ text }}) - 5, 1), '1') as bigint)
                            * (
                                cast(substr({{ text }}, length({{ text }}) - 4, 2) as bigint) * 3600
                                + cast(substr({{ text }}, length({{ text }}) - 1, 2) as bigint) * 60
                            )
                    else 0
                end * 1000000
            ) as double)
    end
{%- endmacro %}
