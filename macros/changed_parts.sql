{# A query of the parts of a raw table in which something arrived since the last whole run (base_arrivals). #}
{% macro changed_parts(table, columns='arrivals.workspace_id, arrivals.loaded_hour') -%}
        select {{ columns }}
        from {{ ref('base_arrivals') }} as arrivals
        where arrivals.source_table = '{{ table }}' and arrivals.raw_rows <> arrivals.processed_rows
{%- endmacro %}
