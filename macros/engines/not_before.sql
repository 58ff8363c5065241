{#
    Whether a raw time may lie at or after the moment that a query gives, asked so that an engine can pass over the
    parts of a table that lie before it; true where this cannot be told so. Unreadable times count as 1970
    (loaded_hour); no row lies after no moment. Not to be asked of a time that is null.
#}
{% macro not_before(column, query) %}{{ return(adapter.dispatch('not_before', 'conversion_goals')(column, query)) }}{% endmacro %}

{% macro default__not_before(column, query) %}{{ conversion_goals.engine_lacks('not_before') }}{% endmacro %}

{% macro duckdb__not_before(column, query) -%}
case
        when typeof({{ column }}) = 'TIMESTAMP'
            then try_cast({{ column }} as timestamp) >= (
                select
                    case
                        when moments.moment is null then timestamp 'infinity'
                        when moments.moment <= timestamp '1970-01-01 00:00:00' then timestamp '-infinity'
                        else moments.moment
                    end
                from ({{ query }}) as moments (moment)
            )
        else true
    end
{%- endmacro %}

{% macro postgres__not_before(column, query) -%}
true
{%- endmacro %}

{% macro spark__not_before(column, query) -%}
true
{%- endmacro %}
