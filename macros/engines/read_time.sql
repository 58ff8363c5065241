{#
    A raw time (native or text, a zone in the text respected) as TIMESTAMP UTC; null where it is none of the years 1 to
    9999: no other has the spelling of Q2, and a window past the engine's last day would stop the run. What follows the
    clock must be a zone: a plain cast to TIMESTAMP would pass over it, a PM too.
#}
{% macro read_time(column) %}{{ return(adapter.dispatch('read_time', 'conversion_goals')(column)) }}{% endmacro %}

{% macro default__read_time(column) %}{{ conversion_goals.engine_lacks('read_time') }}{% endmacro %}

{% macro duckdb__read_time(column) -%}
    {%- set as_text = 'cast(' ~ column ~ ' as varchar)' -%}
    {%- set has_a_year = "between timestamp '0001-01-01 00:00:00' and timestamp '9999-12-31 23:59:59.999999'" -%}
case
        when typeof({{ column }}) in ('TIMESTAMP', 'TIMESTAMP_S', 'TIMESTAMP_MS', 'TIMESTAMP_NS', 'DATE')
            then case
                when try_cast({{ column }} as timestamp) {{ has_a_year }} then try_cast({{ column }} as timestamp)
            end
        when regexp_matches({{ as_text }}, ':[0-9.]+ *[^0-9.: ]')
            then case
                when timezone('UTC', try_cast({{ as_text }} as timestamptz)) {{ has_a_year }}
                    then timezone('UTC', try_cast({{ as_text }} as timestamptz))
            end
        when try_cast({{ as_text }} as timestamp) {{ has_a_year }}
            then try_cast({{ as_text }} as timestamp)
    end
{%- endmacro %}
