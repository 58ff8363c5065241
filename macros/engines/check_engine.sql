{# Refuses to start on a version or a setting of the engine that the other forms here cannot work with. #}
{% macro check_engine() %}{{ return(adapter.dispatch('check_engine', 'conversion_goals')()) }}{% endmacro %}

{% macro default__check_engine() %}{{ conversion_goals.engine_lacks('check_engine') }}{% endmacro %}

{% macro duckdb__check_engine() %}{% endmacro %}

{% macro postgres__check_engine() %}
    {%- set facts = run_query(
        "select current_setting('server_version_num')::integer, current_setting('server_version'),"
        ~ " current_setting('server_encoding'), current_setting('standard_conforming_strings')"
    ).rows[0] -%}
    {%- if facts[0] < 160000 -%}
        {{ exceptions.raise_compiler_error(
            "this server is Postgres " ~ facts[1] ~ "; conversion_goals needs 16 or newer, which can ask whether a"
            ~ " text is JSON or a time without failing"
        ) }}
    {%- elif facts[2] != 'UTF8' -%}
        {{ exceptions.raise_compiler_error(
            "the encoding of this database is " ~ facts[2] ~ "; conversion_goals needs one in UTF8"
        ) }}
    {%- elif facts[3] != 'on' -%}
        {{ exceptions.raise_compiler_error(
            "standard_conforming_strings is " ~ facts[3] ~ " for this role or database; conversion_goals needs it on"
        ) }}
    {%- endif -%}
{% endmacro %}

{# Texts without a zone are UTC; that engine reads them in the zone of its session. #}
{% macro spark__check_engine() %}
    {%- set zone = run_query('select current_timezone()').rows[0][0] -%}
    {%- if zone not in ('UTC', 'Etc/UTC', 'GMT', 'Z', '+00:00') -%}
        {{ exceptions.raise_compiler_error(
            "the time zone of this Spark session is " ~ zone ~ "; set spark.sql.session.timeZone to UTC, in the"
            ~ " profile's server_side_parameters or on the cluster"
        ) }}
    {%- endif -%}
{% endmacro %}
