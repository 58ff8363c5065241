{# The id of a rule text (a filter or an audience) as base_rule_nodes has it; null where there is none (G8). #}
{% macro read_rule_id(column) -%}
    {{ dbt.hash("nullif(cast(" ~ column ~ " as " ~ dbt.type_string() ~ "), '')") }}
{%- endmacro %}
