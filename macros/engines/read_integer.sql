{# A raw whole number (native or text, "3.0" is 3) as BIGINT; null where it is none. #}
{% macro read_integer(column) %}{{ return(adapter.dispatch('read_integer', 'conversion_goals')(column)) }}{% endmacro %}

{% macro default__read_integer(column) %}{{ conversion_goals.engine_lacks('read_integer') }}{% endmacro %}

{% macro duckdb__read_integer(column) -%}
case
        when typeof({{ column }}) in (
            'BIGINT', 'INTEGER', 'SMALLINT', 'TINYINT', 'UBIGINT', 'UINTEGER', 'USMALLINT', 'UTINYINT', 'HUGEINT'
        )
            then try_cast({{ column }} as bigint)
        when regexp_full_match(cast({{ column }} as varchar), '[+-]?[0-9]+(\.0+)?')
            then try_cast(regexp_replace(cast({{ column }} as varchar), '\.0+$', '') as bigint)
    end
{%- endmacro %}

{% macro postgres__read_integer(column) -%}
case
        when
            cast({{ column }} as text) ~ '^[+-]?[0-9]+(\.0+)?$'
            and pg_input_is_valid(regexp_replace(cast({{ column }} as text), '\.0+$', ''), 'bigint')
            then cast(regexp_replace(cast({{ column }} as text), '\.0+$', '') as bigint)
    end
{%- endmacro %}

{% macro spark__read_integer(column) -%}
case
        when cast({{ column }} as string) rlike r'^[+-]?[0-9]+(\.0+)?\z'
            then try_cast(regexp_replace(cast({{ column }} as string), r'\.0+\z', '') as bigint)
    end
{%- endmacro %}
