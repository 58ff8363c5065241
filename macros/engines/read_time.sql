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
