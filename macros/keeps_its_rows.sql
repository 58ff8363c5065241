{# Whether a run adds to what a model's table holds already: it stands as a table, and no full refresh makes it anew. #}
{% macro keeps_its_rows(node) %}
    {%- set relation = adapter.get_relation(node.database, node.schema, node.alias) -%}
    {%- set refreshes = flags.FULL_REFRESH if node.config.full_refresh is none else node.config.full_refresh -%}
    {{ return(relation is not none and not relation.is_view and not refreshes) }}
{% endmacro %}
