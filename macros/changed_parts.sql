{#
    A query of the parts of a raw table in which something arrived since the last whole run (base_arrivals).
    `or_settings_changed` counts every part after a change of seeds, vars or version.
#}
{% macro changed_parts(table, columns='arrivals.workspace_id, arrivals.loaded_hour', or_settings_changed=false) -%}
        select {{ columns }}
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
{%- endmacro %}
