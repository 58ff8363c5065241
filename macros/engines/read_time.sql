{#
    A raw time (native or text, a zone in the text respected) as TIMESTAMP UTC; null where it is none of the years 1 to
    9999: no other has the spelling of Q2, and a window past the engine's last day would stop the run. Texts are read by
    one pattern on all engines: their casts take more, each something else, and a plain cast to TIMESTAMP would pass
    over a zone, a PM too.
#}
{% macro read_time(column) %}{{ return(adapter.dispatch('read_time', 'conversion_goals')(column)) }}{% endmacro %}

{% macro default__read_time(column) %}{{ conversion_goals.engine_lacks('read_time') }}{% endmacro %}

{#
    The pattern of a text that is a time, without a zone or with one, as all engines read it. No braces: the runner
    holds it in templates.
#}
{% macro written_time(zoned) -%}
    {%- set day = '[0-9][0-9][0-9][0-9]-[0-9][0-9]?-[0-9][0-9]?' -%}
    {%- set clock = '[T ]([01]?[0-9]|2[0-3]):[0-5][0-9](:[0-5][0-9]([.][0-9]*)?)?' -%}
    {%- set zone = ' *([Zz]|UTC|[+-](0[0-9]|1[0-5])(:?[0-5][0-9])?)' -%}
    ^[ \t\r\n]*{{ day }}{{ clock ~ zone if zoned else '(' ~ clock ~ ')?' }}[ \t\r\n]*$
{%- endmacro %}

{% macro duckdb__read_time(column) -%}
    {%- set as_text = "rtrim(cast(" ~ column ~ " as varchar), e' \\t\\r\\n')" -%}
    {#- A small z, UTC right after the clock and a blank before another zone are none that it reads. -#}
    {%- set zoned = "regexp_replace(replace(upper(" ~ as_text ~ "), 'UTC', 'Z'), '(:[0-9.]+) +([Z+-])', '\\1\\2')" -%}
    {%- set has_a_year = "between timestamp '0001-01-01 00:00:00' and timestamp '9999-12-31 23:59:59.999999'" -%}
case
        when typeof({{ column }}) in ('TIMESTAMP', 'TIMESTAMP_S', 'TIMESTAMP_MS', 'TIMESTAMP_NS', 'DATE')
            then case
                when try_cast({{ column }} as timestamp) {{ has_a_year }} then try_cast({{ column }} as timestamp)
            end
        when typeof({{ column }}) = 'TIMESTAMP WITH TIME ZONE'
            then case
                when timezone('UTC', try_cast({{ column }} as timestamptz)) {{ has_a_year }}
                    then timezone('UTC', try_cast({{ column }} as timestamptz))
            end
        when regexp_matches({{ as_text }}, '{{ conversion_goals.written_time(zoned=true) }}')
            then case
                when timezone('UTC', try_cast({{ zoned }} as timestamptz)) {{ has_a_year }}
                    then timezone('UTC', try_cast({{ zoned }} as timestamptz))
            end
        when
            regexp_matches({{ as_text }}, '{{ conversion_goals.written_time(zoned=false) }}')
            and try_cast({{ as_text }} as timestamp) {{ has_a_year }}
            then try_cast({{ as_text }} as timestamp)
    end
{%- endmacro %}

{% macro postgres__read_time(column) -%}
    {%- set text = 'cast(' ~ column ~ ' as text)' -%}
    {#- More than six decimals would be rounded there. -#}
    {%- set cut = "regexp_replace(" ~ text ~ ", '([.][0-9]{6})[0-9]+', '\\1')" -%}
    {%- set has_a_year = "between timestamp '0001-01-01 00:00:00' and timestamp '9999-12-31 23:59:59.999999'" -%}
case
        when pg_typeof({{ column }}) in (cast('timestamp' as regtype), cast('date' as regtype))
            then case when cast({{ column }} as timestamp) {{ has_a_year }} then cast({{ column }} as timestamp) end
        when pg_typeof({{ column }}) = cast('timestamptz' as regtype)
            then case
                when timezone('UTC', cast({{ column }} as timestamptz)) {{ has_a_year }}
                    then timezone('UTC', cast({{ column }} as timestamptz))
            end
        when
            {{ text }} ~ '{{ conversion_goals.written_time(zoned=false) }}'
            and pg_input_is_valid({{ cut }}, 'timestamp')
            then cast({{ cut }} as timestamp)
        when
            {{ text }} ~ '{{ conversion_goals.written_time(zoned=true) }}'
            and pg_input_is_valid({{ cut }}, 'timestamptz')
            then case
                when timezone('UTC', cast({{ cut }} as timestamptz)) {{ has_a_year }}
                    then timezone('UTC', cast({{ cut }} as timestamptz))
            end
    end
{%- endmacro %}

{% macro spark__read_time(column) -%}
    {%- set text = 'cast(' ~ column ~ ' as string)' -%}
    {%- set has_a_year = "between timestamp '0001-01-01 00:00:00' and timestamp '9999-12-31 23:59:59.999999'" -%}
    {#- A point before no decimals, words for UTC and a clock without seconds before a zone are none that it reads. -#}
    {%- set plain = "regexp_replace(upper(trim(both ' \\t\\r\\n' from " ~ text ~ ")), r'[.]( |Z|[+-]|UTC|\\z)', '$1')" -%}
    {%- set plain = "regexp_replace(" ~ plain ~ ", r' *(UTC|Z)\\z', 'Z')" -%}
    {%- set plain = "regexp_replace(" ~ plain ~ ", r'([T ][0-9]{1,2}:[0-9]{2}) *(Z|[+-])', '$1:00$2')" -%}
case
        when typeof({{ column }}) in ('timestamp', 'timestamp_ntz', 'date')
            then case
                when try_cast({{ column }} as timestamp) {{ has_a_year }} then try_cast({{ column }} as timestamp)
            end
        when
            {{ text }} rlike r'{{ conversion_goals.written_time(zoned=false) }}'
            or {{ text }} rlike r'{{ conversion_goals.written_time(zoned=true) }}'
            then case
                when try_cast({{ plain }} as timestamp) {{ has_a_year }} then try_cast({{ plain }} as timestamp)
            end
    end
{%- endmacro %}
