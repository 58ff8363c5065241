{# A raw time (native or text, a zone in the text respected) as TIMESTAMP UTC; null where it is no finite time. #}
{% macro read_time(column) %}{{ return(adapter.dispatch('read_time', 'conversion_goals')(column)) }}{% endmacro %}

{% macro default__read_time(column) %}{{ conversion_goals.engine_lacks('read_time') }}{% endmacro %}

{% macro duckdb__read_time(column) -%}
case
        when typeof({{ column }}) in ('TIMESTAMP', 'TIMESTAMP_S', 'TIMESTAMP_MS', 'TIMESTAMP_NS', 'DATE')
            then case when isfinite(try_cast({{ column }} as timestamp)) then try_cast({{ column }} as timestamp) end
        when regexp_matches(cast({{ column }} as varchar), ':[0-9.]+ *([Zz]|UTC|[+-][0-9]{2}(:?[0-9]{2})?)$')
            then timezone('UTC', try_cast(cast({{ column }} as varchar) as timestamptz))
        when isfinite(try_cast(cast({{ column }} as varchar) as timestamp))
            then try_cast(cast({{ column }} as varchar) as timestamp)
    end
{%- endmacro %}

{% macro postgres__read_time(column) -%}
    {%- set text = 'cast(' ~ column ~ ' as text)' -%}
    {#- More than six decimals would be rounded there. -#}
    {%- set cut = "regexp_replace(" ~ text ~ ", '([.][0-9]{6})[0-9]+', '\\1')" -%}
    {%- set day = '^\\s*[0-9]{1,6}-[0-9]{1,2}-[0-9]{1,2}' -%}
    {%- set clock = '[T ] *([01]?[0-9]|2[0-3]):[0-5][0-9](:[0-5][0-9]([.][0-9]*)?)?' -%}
    {%- set zone = ' *([Zz]|UTC|[+-][0-9]{2}(:?[0-9]{2})?)\\s*$' -%}
case
        when pg_typeof({{ column }}) in (cast('timestamp' as regtype), cast('date' as regtype))
            then case when isfinite(cast({{ column }} as timestamp)) then cast({{ column }} as timestamp) end
        when pg_typeof({{ column }}) = cast('timestamptz' as regtype)
            then
                case
                    when isfinite(cast({{ column }} as timestamptz))
                        then timezone('UTC', cast({{ column }} as timestamptz))
                end
        when {{ text }} ~ '{{ day }}({{ clock }})?\s*$' and pg_input_is_valid({{ cut }}, 'timestamp')
            then cast({{ cut }} as timestamp)
        when {{ text }} ~ '{{ day }}{{ clock }}{{ zone }}' and pg_input_is_valid({{ cut }}, 'timestamptz')
            then timezone('UTC', cast({{ cut }} as timestamptz))
    end
{%- endmacro %}
