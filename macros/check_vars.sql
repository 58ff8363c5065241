{#
    Refuses a var of this package that holds what is not allowed, by its name, with what is. Warns of one on the command
    line that is called like one of this package and is none: dbt alone would pass over it.
#}
{% macro check_vars() %}
    {%- set own = [
        'conversion_goals_absent', 'conversion_goals_least_agreement', 'conversion_goals_raw_schema',
        'conversion_goals_scenarios', 'conversion_goals_test_views'
    ] -%}
    {%- for table in conversion_goals.raw_contract() -%}
        {%- do own.append('conversion_goals_' ~ table ~ '_table') -%}
    {%- endfor -%}
    {%- for name in invocation_args_dict.get('vars', {}) if name.startswith('conversion_goals_') and name not in own -%}
        {%- do exceptions.warn(
            "--vars names " ~ name ~ ", which conversion_goals does not have, so it changes nothing; it has as_of,"
            ~ " count_machine_opens, " ~ own | sort | join(', ')
        ) -%}
    {%- endfor -%}
    {%- set as_of = var('as_of') -%}
    {%- set time_pattern = '^[0-9]{4}-[0-9]{2}-[0-9]{2}([ T][0-9]{2}:[0-9]{2}(:[0-9]{2}([.][0-9]{1,6})?)?)?$' -%}
    {%- if as_of is not none -%}
        {%- set is_time = modules.re.match(time_pattern, as_of | string) is not none -%}
        {%- if is_time -%}
            {%- set day = (as_of | string)[:10] -%}
            {%- set parts = day.split('-') | map('int') | list -%}
            {%- set days_in_month = [31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31] -%}
            {%- set is_leap = parts[0] % 4 == 0 and (parts[0] % 100 != 0 or parts[0] % 400 == 0) -%}
            {%- if not (1 <= parts[1] <= 12) or not (1 <= parts[2] <= days_in_month[parts[1] - 1])
                or (parts[1] == 2 and parts[2] == 29 and not is_leap) or parts[0] == 0 -%}
                {%- set is_time = false -%}
            {%- endif -%}
            {%- set clock = (as_of | string)[11:] -%}
            {%- if clock and (clock[:2] | int > 23 or clock[3:5] | int > 59 or clock[6:8] | int > 59) -%}
                {%- set is_time = false -%}
            {%- endif -%}
        {%- endif -%}
        {%- if not is_time -%}
            {{ exceptions.raise_compiler_error(
                "var as_of is '" ~ as_of ~ "'; allowed is null or a UTC time as 'YYYY-MM-DD' or 'YYYY-MM-DD HH:MM:SS'"
            ) }}
        {%- endif -%}
    {%- endif -%}
    {%- if var('count_machine_opens') is not boolean -%}
        {{ exceptions.raise_compiler_error(
            "var count_machine_opens is '" ~ var('count_machine_opens') ~ "'; allowed is true or false"
        ) }}
    {%- endif -%}
    {%- if var('conversion_goals_test_views') is not boolean -%}
        {{ exceptions.raise_compiler_error(
            "var conversion_goals_test_views is '" ~ var('conversion_goals_test_views') ~ "'; allowed is true or false"
        ) }}
    {%- endif -%}
    {%- set least = var('conversion_goals_least_agreement') -%}
    {%- if least is not number or least is boolean or not (0 <= least <= 1) -%}
        {{ exceptions.raise_compiler_error(
            "var conversion_goals_least_agreement is '" ~ least ~ "'; allowed is a number from 0 to 1"
        ) }}
    {%- endif -%}
    {%- set absent = var('conversion_goals_absent') -%}
    {%- if absent is string or absent is not iterable or absent is mapping -%}
        {{ exceptions.raise_compiler_error(
            "var conversion_goals_absent is '" ~ absent ~ "'; allowed is a list of raw tables and later-vintage"
            ~ " columns, as [people, metrics.machine]"
        ) }}
    {%- endif -%}
    {%- set known = [] -%}
    {%- for table, contract in conversion_goals.raw_contract().items() -%}
        {%- do known.append(table) -%}
        {%- for column in contract.get('later_vintage', []) -%}
            {%- do known.append(table ~ '.' ~ column) -%}
        {%- endfor -%}
    {%- endfor -%}
    {%- for name in absent if name not in known -%}
        {{ exceptions.raise_compiler_error(
            "var conversion_goals_absent names '" ~ name ~ "'; allowed are " ~ known | join(', ')
        ) }}
    {%- endfor -%}
{% endmacro %}
