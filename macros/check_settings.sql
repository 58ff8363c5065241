{% macro check_settings() %}{% endmacro %}
