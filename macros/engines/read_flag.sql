{# A raw flag (native or text: true, false, t, f, 1, 0) as BOOLEAN; null where it is none. #}
{% macro read_flag(column) %}{{ return(adapter.dispatch('read_flag', 'conversion_goals')(column)) }}{% endmacro %}

{% macro default__read_flag(column) %}{{ conversion_goals.engine_lacks('read_flag') }}{% endmacro %}

{% macro duckdb__read_flag(column) -%}
case lower(cast({{ column }} as varchar))
        when 'true' then true
        when 't' then true
        when '1' then true
        when 'false' then false
        when 'f' then false
        when '0' then false
    end
{%- endmacro %}

{% macro postgres__read_flag(column) -%}
case lower(cast({{ column }} as text))
        when 'true' then true
        when 't' then true
        when '1' then true
        when 'false' then false
        when 'f' then false
        when '0' then false
    end
{%- endmacro %}

{% macro spark__read_flag(column) -%}
case lower(cast({{ column }} as string))
        when 'true' then true
        when 't' then true
        when '1' then true
        when 'false' then false
        when 'f' then false
        when '0' then false
    end
{%- endmacro %}
