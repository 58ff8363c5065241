{# An id in a raw column as text; empty text is no id. #}
{% macro read_id(column) %}nullif(cast({{ column }} as {{ dbt.type_string() }}), ''){% endmacro %}
