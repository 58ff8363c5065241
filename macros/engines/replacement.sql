{#
    The incremental strategy by which a model replaces `groups` of rows (get_incremental_replace_groups_sql), the groups
    `of_new_rows`, of one row each, or `all` of its rows.
#}
{% macro replacement(what) %}{{ return(adapter.dispatch('replacement', 'conversion_goals')(what)) }}{% endmacro %}

{% macro default__replacement(what) %}{{ conversion_goals.engine_lacks('replacement') }}{% endmacro %}

{% macro duckdb__replacement(what) %}
    {{- return('replace_groups') -}}
{% endmacro %}

{% macro postgres__replacement(what) %}
    {{- return('replace_groups') -}}
{% endmacro %}

{#
    dbt-spark takes no strategy of a package's own, and none of its own deletes. Groups are deleted before the model
    (remove_groups) and the new rows are added to what is left.
#}
{% macro spark__replacement(what) %}
    {{- return({'of_new_rows': 'merge', 'groups': 'append', 'all': 'insert_overwrite'}[what]) -}}
{% endmacro %}
