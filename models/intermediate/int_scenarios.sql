-- One row per scenario of the var conversion_goals_scenarios, with the ruling that it shares with
-- all that differ from it by a time frame alone: what is matched for one is matched for all.
{%- set rulings = [] %}
{%- set opens = 'all' if var('count_machine_opens') else 'human' %}
{%- for scenario in var('conversion_goals_scenarios') %}
{%- set ruling = [
    scenario.get('touch'), scenario.get('opens', opens), scenario.get('credit', 'campaign'),
    scenario.get('goal_version_id'), scenario.get('time_frame_seconds') is none
] %}
{%- do rulings.append(ruling) if ruling not in rulings %}
select
    '{{ scenario["id"] }}' as scenario_id,
    {{ rulings.index(ruling) + 1 }} as ruling_id,
    cast({{ scenario.get('time_frame_seconds') or 'null' }} as bigint) as time_frame_seconds,
    {{ dbt.string_literal(ruling[0]) if ruling[0] else 'cast(null as ' ~ dbt.type_string() ~ ')' }}
        as touch,
    '{{ ruling[1] }}' as opens,
    '{{ ruling[2] }}' as credit,
    -- Empty: each journey keeps its own version.
    {{ dbt.string_literal(dbt.escape_single_quotes(ruling[3] or '')) }} as goal_version_id
union all
{%- endfor %}
select
    cast(null as {{ dbt.type_string() }}) as scenario_id,
    0 as ruling_id,
    cast(null as bigint) as time_frame_seconds,
    cast(null as {{ dbt.type_string() }}) as touch,
    cast(null as {{ dbt.type_string() }}) as opens,
    cast(null as {{ dbt.type_string() }}) as credit,
    cast(null as {{ dbt.type_string() }}) as goal_version_id
where 1 = 0
