{# A number as text, a whole one as its digits alone ('7', not '7.0'); what is no number (NaN) is null. #}
{% macro digits_where_whole(number) -%}
    case
        when {{ number }} = floor({{ number }}) and abs({{ number }}) < 1e18
            then cast(cast({{ number }} as {{ dbt.type_bigint() }}) as {{ dbt.type_string() }})
        when lower(cast({{ number }} as {{ dbt.type_string() }})) <> 'nan'
            then cast({{ number }} as {{ dbt.type_string() }})
    end
{%- endmacro %}
