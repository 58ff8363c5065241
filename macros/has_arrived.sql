{# Whether a row of a base model lies in a part of its raw table in which something arrived since the last whole run. #}
{% macro has_arrived(table) -%}
    (coalesce(workspace_id, ''), loaded_hour) in (
        select (arrivals.workspace_id, arrivals.loaded_hour)
        from {{ ref('base_arrivals') }} as arrivals
        where arrivals.source_table = '{{ table }}' and arrivals.raw_rows <> arrivals.processed_rows
    )
{%- endmacro %}
