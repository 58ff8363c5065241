{#
    Runs on-run-start, only where a model of this package is selected: refuses a bad var by its name, a name that stands
    twice, a config that exact runs do not allow, a raw table or column that is not there, a missing seed, a table made
    anew without what it rests on, and --empty or --sample where marts are, each in one sentence; warns of what is
    declared absent. It makes nothing.
#}
{% macro check_settings() %}
    {%- set ours = [] -%}
    {%- for resource in selected_resources if resource.startswith('model.conversion_goals.') -%}
        {%- do ours.append(resource) -%}
    {%- endfor -%}
    {%- if execute and ours and flags.WHICH in ('run', 'build') -%}
        {%- do conversion_goals.check_vars() -%}
        {%- do conversion_goals.check_scenarios() -%}
        {%- do conversion_goals.check_names() -%}
        {%- do conversion_goals.check_materializations() -%}
        {%- do conversion_goals.check_engine() -%}
        {%- do conversion_goals.check_raw_tables() -%}
        {%- do conversion_goals.check_seeds() -%}
        {%- do conversion_goals.check_selection() -%}
        {%- do conversion_goals.check_sample() -%}
        {%- do conversion_goals.warn_of_absent() -%}
    {%- endif -%}
{% endmacro %}
