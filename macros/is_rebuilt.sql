{#
    In an incremental run whether a row's owner is among those that the run makes anew or computes with; in a full
    build every row is. `replaced` leaves those out that are only computed with.
#}
{% macro is_rebuilt(workspace_id, owner_id, replaced=false) -%}
    {%- if is_incremental() -%}
    ({{ workspace_id }}, {{ owner_id }}) in (
            select
                owners.workspace_id,
                owners.owner_id
            from {{ ref('int_owners_to_rebuild') }} as owners
            {%- if replaced %}
            where owners.is_replaced
            {%- endif %}
        )
    {%- else -%}
    1 = 1
    {%- endif -%}
{%- endmacro %}
