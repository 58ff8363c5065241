{#
    Whether a row of a base model lies in a part of its raw table in which something arrived since the last whole run.
    `or_settings_changed` counts every part after a change of seeds, vars or version. Rows whose loaded_at is null are
    asked for apart, by `undated`: next to them no engine could pass over the parts of a table that lie before.
#}
{% macro has_arrived(table, or_settings_changed=false, undated=false) -%}
    {%- set parts %}
        from {{ ref('base_arrivals') }} as arrivals
        where
            arrivals.source_table = '{{ table }}'
            and (
                arrivals.raw_rows <> arrivals.processed_rows
                {%- if or_settings_changed %}
                or exists (
                    select 1 from {{ ref('base_arrivals') }} as settings
                    where settings.source_table = 'settings' and settings.raw_rows <> settings.processed_rows
                )
                {%- endif %}
            )
    {%- endset -%}
    (
        {% if undated -%}
        loaded_at is null
        {%- else -%}
        loaded_at is not null
        and {{ conversion_goals.not_before('loaded_at', 'select min(arrivals.loaded_hour)' ~ parts) }}
        {%- endif %}
        and (coalesce({{ conversion_goals.read_id('workspace_id') }}, ''), loaded_hour) in (
        select
            arrivals.workspace_id,
            arrivals.loaded_hour
        {{- parts }}
        )
    )
{%- endmacro %}
