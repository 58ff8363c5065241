{# What a session is told before it builds a model; nothing where nothing need be said. #}
{% macro session_settings() %}{{ return(adapter.dispatch('session_settings', 'conversion_goals')()) }}{% endmacro %}

{% macro default__session_settings() %}{{ conversion_goals.engine_lacks('session_settings') }}{% endmacro %}

{% macro duckdb__session_settings() -%}
{%- endmacro %}

{#
    A check as "is there no breach" is estimated to pass one row in 200, where nearly all do: a nested loop, chosen for
    a few rows, would meet all of them. Hashes cost the same for few and for many.
    Numbers are compared as text, which must show all their digits.
#}
{% macro postgres__session_settings() -%}
set local enable_nestloop = off;
set local extra_float_digits = 1
{%- endmacro %}

{# A tree of eleven levels takes that engine more rounds to resolve than it allows itself. #}
{% macro spark__session_settings() -%}
set spark.sql.analyzer.maxIterations = 1000
{%- endmacro %}
