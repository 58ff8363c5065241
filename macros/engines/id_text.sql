{#
    A raw id, of whatever type, as text. A whole number of a type with decimals (7.0, as many tools write a column of whole
    numbers with nulls) is its digits ('7'), and NaN is null. The type is known before a query runs, so an engine that
    knows typeof asks nothing of each row; on Postgres, which does not, a numeric with a scale keeps it ('7.00').
#}
{% macro id_text(column) %}{{ return(adapter.dispatch('id_text', 'conversion_goals')(column)) }}{% endmacro %}

{% macro default__id_text(column) %}{{ conversion_goals.engine_lacks('id_text') }}{% endmacro %}

{% macro duckdb__id_text(column) -%}
case
        when typeof({{ column }}) in ('FLOAT', 'DOUBLE') or starts_with(typeof({{ column }}), 'DECIMAL')
            then nullif(regexp_replace(cast({{ column }} as varchar), '\.0+$|^-?nan$', ''), '')
        else cast({{ column }} as varchar)
    end
{%- endmacro %}

{% macro postgres__id_text(column) %}cast({{ column }} as text){% endmacro %}

{% macro spark__id_text(column) -%}
case
        when typeof({{ column }}) in ('float', 'double') and cast({{ column }} as string) = 'NaN' then null
        when
            typeof({{ column }}) in ('float', 'double')
            and abs(try_cast(cast({{ column }} as string) as double)) < 1e15
            and try_cast(cast({{ column }} as string) as double) = floor(try_cast(cast({{ column }} as string) as double))
            then cast(cast(try_cast(cast({{ column }} as string) as double) as bigint) as string)
        when typeof({{ column }}) like 'decimal%' then regexp_replace(cast({{ column }} as string), '[.]0+$', '')
        else cast({{ column }} as string)
    end
{%- endmacro %}
