{# One warning for all that is declared absent, with what it costs. #}
{% macro warn_of_absent() %}
    {%- set costs = {
        'deliveries': 'nothing can be judged',
        'metrics': 'no delivery counts as received',
        'subjects': 'no delivery has a goal',
        'outputs': 'skipped steps are no checkpoints, untracked links count, the exits of the platform are unknown',
        'people': 'ids cannot be looked up as customer_id, no mart changes',
        'attributes': 'comparisons with attributes see none, audiences that read them stop nobody',
        'events': 'no event goal is ever achieved',
        'segment_changes': 'no segment goal is ever achieved, audiences that name segments stop nobody',
        'campaigns': 'campaigns have no names',
        'campaign_actions': 'messages have no names, no webhook converts',
        'campaign_goals': 'no delivery has a goal',
        'metrics.proxied': 'opens through a proxy cannot be told apart',
        'metrics.prefetched': 'prefetched opens cannot be told apart',
        'metrics.machine': 'opens and clicks by machines cannot be told apart',
    } -%}
    {%- set sentences = [] -%}
    {%- for name in var('conversion_goals_absent') -%}
        {%- do sentences.append(name ~ ': ' ~ costs[name]) -%}
    {%- endfor -%}
    {%- if sentences -%}
        {%- do exceptions.warn('conversion_goals_absent declares ' ~ sentences | join('; ')) -%}
    {%- endif -%}
{% endmacro %}
