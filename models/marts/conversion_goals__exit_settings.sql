-- One row per campaign and exit setting: the deliveries that the setting would have saved, and the
-- conversions that came after them.
{{ config(materialized='view', tags=['on_demand']) }}

with

checks as (
    select * from {{ ref('conversion_goals__exit_checks') }}
    -- Without a goal version nothing is known that a setting could ask.
    where campaign_id is not null and exit_setting is not null and deliveries > 0
),

converted as (
    select
        workspace_id,
        journey_id,
        created_at,
        count(*) as conversions
    from {{ ref('conversion_goals__deliveries') }}
    where is_converted
    group by workspace_id, journey_id, created_at
),

sent as (
    select
        checks.*,
        coalesce(converted.conversions, 0) as conversions
    from checks
    left join converted
        on
            checks.workspace_id = converted.workspace_id
            and checks.journey_id = converted.journey_id
            and checks.looked_at = converted.created_at
),

by_setting as (
    {%- for setting in [
        'goal_achieved', 'stops_matching', 'goal_achieved_or_stops_matching', 'never'
    ] %}
    select
        workspace_id,
        campaign_id,
        '{{ setting }}' as asked_setting,
        exit_setting,
        has_left_by_{{ setting }} as is_saved,
        deliveries,
        conversions
    from sent
    {{ 'union all' if not loop.last }}
    {%- endfor %}
)

select
    workspace_id,
    campaign_id,
    asked_setting as exit_setting,
    cast(sum(deliveries) as bigint) as deliveries,
    cast(sum(case when exit_setting = asked_setting then deliveries else 0 end) as bigint)
        as deliveries_under_it,
    cast(sum(case when is_saved then deliveries else 0 end) as bigint) as deliveries_saved,
    cast(sum(case when is_saved then conversions else 0 end) as bigint) as conversions_after_saved
from by_setting
group by workspace_id, campaign_id, asked_setting
