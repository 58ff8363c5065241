{# The columns of a raw table, by their names in lower case, whose type has decimals: floating or decimal numbers. #}
{% macro columns_with_decimals(table) %}
    {%- set found = [] -%}
    {%- if execute -%}
        {%- for column in adapter.get_columns_in_relation(source('customerio', table)) -%}
            {%- set type = column.dtype | lower -%}
            {%- if type.startswith(('double', 'float', 'real', 'decimal', 'numeric')) -%}
                {%- do found.append(column.name | lower) -%}
            {%- endif -%}
        {%- endfor -%}
    {%- endif -%}
    {{ return(found) }}
{% endmacro %}
