{# What an engine without a form of a function says: its name and the function's. #}
{% macro engine_lacks(name) %}
    {{ exceptions.raise_compiler_error(
        "conversion_goals has no form of '" ~ name ~ "' for " ~ target.type ~ "; it runs on duckdb, postgres and spark"
    ) }}
{% endmacro %}
