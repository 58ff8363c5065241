{# What must be run before a model is built where its incremental strategy cannot delete; nothing elsewhere. #}
{% macro remove_groups() %}{{ return(adapter.dispatch('remove_groups', 'conversion_goals')()) }}{% endmacro %}

{% macro default__remove_groups() %}{{ conversion_goals.engine_lacks('remove_groups') }}{% endmacro %}

{% macro duckdb__remove_groups() -%}
{%- endmacro %}

{% macro postgres__remove_groups() -%}
{%- endmacro %}

{#
    Two commits, of a deletion and of what is added: who reads between them misses the groups. A run that is killed
    there leaves them out, and the next one makes them again: base_arrivals still counts what arrived as unseen, for
    only the last model of a run says otherwise, so int_owners_to_rebuild names the same groups, and deleting what is
    not there does no harm.
#}
{% macro spark__remove_groups() -%}
    {%- set meta = (config.get('meta') or {}).get('conversion_goals', {}) -%}
    {%- if is_incremental() and meta.get('groups', 'all') not in ('all', 'of_new_rows') -%}
    {%- set keys = config.get('unique_key') -%}
    {%- set owner = meta.get('owner') -%}
    delete from {{ this }}
    where
        ({{ (keys + ([owner] if owner else [])) | join(', ') }}) in (
            select {{ (keys + (['owner_id'] if owner else [])) | join(', ') }}
            from {{ ref('conversion_goals', meta['groups']) }}
            {{ 'where ' ~ meta['which'] if meta.get('which') }}
        )
        or not exists (
            select 1 from {{ ref('conversion_goals', 'base_arrivals') }} where processed_rows <> 0
        )
    {%- endif -%}
{%- endmacro %}
