{#
    After the last model of a run: what arrived counts as seen. Not where a run left out a model on which that one
    rests (a view too, which may hold other vars or another version): what it passed over would stay unseen for good,
    and the next run of all of them does it again. Not what another run has counted since either (unsee_overlapped), nor
    what --empty or --sample did not look at.
#}
{% macro note_arrivals_as_seen() %}
    {%- if execute and flags.WHICH in ('run', 'build', 'retry')
        and not flags.EMPTY and not invocation_args_dict.get('sample') -%}
        {%- set left_out = conversion_goals.unselected_above(model.unique_id, ['table', 'incremental', 'view']) -%}
        {%- if left_out -%}
            {#- A retry does not say what it makes. -#}
            {%- set which = '' if flags.WHICH == 'retry' else ': ' ~ left_out[:3] | join(', ')
                ~ (' and ' ~ (left_out | length - 3) ~ ' more' if left_out | length > 3 else '') -%}
            {%- do log(
                "conversion_goals: what arrived stays unseen until a run of all models: this one left some out" ~ which,
                info=true
            ) -%}
        {%- else -%}
update {{ ref('conversion_goals', 'base_arrivals') }} set processed_rows = raw_rows
where processed_rows <> raw_rows and counted_by = '{{ invocation_id }}'
        {%- endif -%}
    {%- endif -%}
{% endmacro %}
