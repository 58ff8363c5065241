{# A text with its letters A to Z small, whatever language the database speaks. #}
{% macro lower_case(text) %}{{ return(adapter.dispatch('lower_case', 'conversion_goals')(text)) }}{% endmacro %}

{% macro default__lower_case(text) %}{{ conversion_goals.engine_lacks('lower_case') }}{% endmacro %}

{% macro duckdb__lower_case(text) -%}
lower({{ text }})
{%- endmacro %}

{#- In Turkish the small I has no dot. #}
{% macro postgres__lower_case(text) -%}
lower(cast({{ text }} as text) collate "C")
{%- endmacro %}

{% macro spark__lower_case(text) -%}
lower({{ text }})
{%- endmacro %}
