{#
    Whether a row of a base model lies in a part of its raw table in which something arrived since the last whole run
    (changed_parts). Rows whose loaded_at is null are asked for apart, by `undated`: next to them no engine could pass
    over the parts of a table that lie before.
#}
{% macro has_arrived(table, undated=false) -%}
    {%- set earliest = conversion_goals.changed_parts(table, 'min(arrivals.loaded_hour)') -%}
    (
        {% if undated -%}
        loaded_at is null
        {%- else -%}
        loaded_at is not null
        and {{ conversion_goals.not_before('loaded_at', earliest) }}
        {%- endif %}
        and (coalesce({{ conversion_goals.read_id('workspace_id') }}, ''), loaded_hour) in (
        {{ conversion_goals.changed_parts(table) }}
        )
    )
{%- endmacro %}
