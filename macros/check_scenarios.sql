{# Refuses a scenario of the var conversion_goals_scenarios that cannot be read, by its name, with what is allowed. #}
{% macro check_scenarios() %}
    {%- set scenarios = var('conversion_goals_scenarios') -%}
    {%- set allowed = {
        'touch': ['received', 'opened', 'clicked'], 'opens': ['human', 'all'], 'credit': ['journey', 'campaign'],
    } -%}
    {%- set keys = ['id', 'time_frame_seconds', 'goal_version_id'] + allowed | list -%}
    {%- set seen = ['official'] -%}
    {%- if scenarios is string or scenarios is mapping or scenarios is not iterable -%}
        {{ exceptions.raise_compiler_error(
            "var conversion_goals_scenarios is '" ~ scenarios ~ "'; allowed is a list of mappings with the keys "
            ~ keys | join(', ')
        ) }}
    {%- endif -%}
    {%- for scenario in scenarios -%}
        {%- set problem = namespace(says='') -%}
        {%- if scenario is not mapping or scenario.get('id') is none -%}
            {%- set problem.says = 'has no id' -%}
        {%- elif modules.re.match('^[A-Za-z0-9_ .-]{1,100}$', scenario['id'] | string) is none -%}
            {%- set problem.says = 'must have an id of letters, digits, blanks and _ . -' -%}
        {%- elif scenario['id'] | string in seen -%}
            {%- set problem.says = 'must have an id of its own, and not official' -%}
        {%- else -%}
            {%- do seen.append(scenario['id'] | string) -%}
            {%- for key, value in scenario.items() -%}
                {%- if key not in keys -%}
                    {%- set problem.says = 'has the key ' ~ key ~ '; allowed are ' ~ keys | join(', ') -%}
                {%- elif key in allowed and value not in allowed[key] -%}
                    {%- set problem.says = 'has ' ~ key ~ ' ' ~ value ~ '; allowed are ' ~ allowed[key] | join(', ') -%}
                {%- elif key == 'time_frame_seconds'
                    and (value is not integer or value is boolean or not (1 <= value <= 7776000)) -%}
                    {%- set problem.says = 'has time_frame_seconds ' ~ value
                        ~ '; allowed is a whole number from 1 to 7776000 (90 days), without quotes' -%}
                {%- elif key == 'goal_version_id' and value is not string -%}
                    {%- set problem.says = 'has goal_version_id ' ~ value ~ '; allowed is text' -%}
                {%- endif -%}
            {%- endfor -%}
        {%- endif -%}
        {%- if problem.says -%}
            {{ exceptions.raise_compiler_error(
                "var conversion_goals_scenarios: scenario " ~ scenario ~ " " ~ problem.says
            ) }}
        {%- endif -%}
    {%- endfor -%}
{% endmacro %}
