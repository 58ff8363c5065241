-- One row per campaign, kind of touch and number of days since the touch: of the touches still
-- waiting those that converted by then, and the two curves that follow from them.
-- A view, which costs nothing until it is asked.
{{ config(materialized='view', tags=['on_demand']) }}
{# Not a window by name: Spark cannot find its name again in a view of Iceberg's. #}
{%- set in_time = 'partition by workspace_id, campaign_id, touch order by days_since_touch' -%}
{%- set earlier_days = '(' ~ in_time ~ ' rows between unbounded preceding and 1 preceding)' -%}
{%- set days_so_far = '(' ~ in_time ~ ' rows between unbounded preceding and current row)' -%}

with

endings as (
    select * from {{ ref('int_touch_endings') }}
),

ended as (
    select
        workspace_id,
        campaign_id,
        touch,
        days as days_since_touch,
        count(*) as ended,
        count(case when ending = 'converted' then 1 end) as converted,
        count(case when ending = 'converted_later' then 1 end) as converted_later,
        count(case when ending = 'superseded' then 1 end) as superseded,
        count(case when ending = 'repeated' then 1 end) as repeated,
        count(case when ending = 'censored' then 1 end) as censored
    from endings
    group by workspace_id, campaign_id, touch, days
),

ended_for_any as (
    select
        workspace_id,
        campaign_id,
        touch,
        days_to_any as days_since_touch,
        count(*) as ended,
        count(case when is_achieved then 1 end) as achieved
    from endings
    group by workspace_id, campaign_id, touch, days_to_any
),

curves as (
    select
        workspace_id,
        campaign_id,
        touch,
        sum(ended) as touches,
        max(days_since_touch) as last_day
    from ended_for_any
    group by workspace_id, campaign_id, touch
),

digits as (
    {%- for digit in range(10) %}
    select {{ digit }} as digit
    {{ 'union all' if not loop.last }}
    {%- endfor %}
),

-- The touch itself, and as many days as the longest time frame has (G2).
days as (
    select cast(tens.digit * 10 + ones.digit as bigint) as days_since_touch
    from digits as tens
    cross join digits as ones
    where tens.digit * 10 + ones.digit <= 90
),

counted as (
    select
        curves.workspace_id,
        curves.campaign_id,
        curves.touch,
        days.days_since_touch,
        curves.touches,
        coalesce(ended.ended, 0) as ended,
        coalesce(ended.converted, 0) as converted,
        coalesce(ended.converted_later, 0) as converted_later,
        coalesce(ended.superseded, 0) as superseded,
        coalesce(ended.repeated, 0) as repeated,
        coalesce(ended.censored, 0) as censored,
        coalesce(ended_for_any.ended, 0) as ended_for_any,
        coalesce(ended_for_any.achieved, 0) as achieved
    from curves
    inner join days on curves.last_day >= days.days_since_touch
    left join ended
        on
            curves.workspace_id = ended.workspace_id
            and curves.campaign_id = ended.campaign_id
            and curves.touch = ended.touch
            and days.days_since_touch = ended.days_since_touch
    left join ended_for_any
        on
            curves.workspace_id = ended_for_any.workspace_id
            and curves.campaign_id = ended_for_any.campaign_id
            and curves.touch = ended_for_any.touch
            and days.days_since_touch = ended_for_any.days_since_touch
),

at_risk as (
    select
        *,
        touches - coalesce(sum(ended) over {{ earlier_days }}, 0) as touches_at_risk,
        touches - coalesce(sum(ended_for_any) over {{ earlier_days }}, 0) as touches_not_achieved
    from counted
),

-- At one day all that happens comes before censoring. Shares of what was still waiting then; the
-- logarithm of the part that goes on waiting is added up where a product is meant.
shares as (
    select
        *,
        coalesce({{ rate('converted', 'touches_at_risk') }}, 0) as share_converted,
        coalesce({{ rate('(converted + converted_later)', 'touches_at_risk') }}, 0)
            as share_converted_ever,
        {{ rate('achieved', 'touches_not_achieved') }} as share_achieved,
        case
            when ended - censored < touches_at_risk
                then ln(1 - {{ rate('(ended - censored)', 'touches_at_risk') }})
            else 0
        end as log_waiting,
        case
            when achieved < touches_not_achieved
                then ln(1 - {{ rate('achieved', 'touches_not_achieved') }})
            else 0
        end as log_not_achieved
    from at_risk
),

survived as (
    select
        *,
        exp(coalesce(sum(log_waiting) over {{ earlier_days }}, 0)) as waiting_before,
        exp(coalesce(sum(log_not_achieved) over {{ earlier_days }}, 0)) as not_achieved_before
    from shares
),

-- Aalen and Johansen: what converts on each day, out of those whom nothing had ended before. Kaplan
-- and Meier: the same with no other ending.
summed as (
    select
        *,
        sum(waiting_before * share_converted_ever) over {{ days_so_far }} as converted_ever_by_then,
        sum(waiting_before * share_converted) over {{ days_so_far }} as converted_by_then,
        sum(not_achieved_before * share_achieved) over {{ days_so_far }} as achieved_by_then
    from survived
),

-- To nine digits: of logarithms added up the last few say nothing.
curved as (
    select
        *,
        round(converted_ever_by_then * 1e9) / 1e9 as cumulative_incidence,
        round(converted_by_then * 1e9) / 1e9 as cumulative_incidence_in_time_frame,
        round(achieved_by_then * 1e9) / 1e9 as achieved_share
    from summed
),

with_whole as (
    select
        *,
        max(cumulative_incidence) over (
            partition by workspace_id, campaign_id, touch
        ) as whole_incidence
    from curved
)

select
    workspace_id,
    campaign_id,
    touch,
    days_since_touch,
    cast(touches_at_risk as bigint) as touches_at_risk,
    converted as touches_converted,
    converted_later as touches_converted_later,
    superseded as touches_superseded,
    repeated as touches_repeated,
    censored as touches_censored,
    cumulative_incidence,
    cumulative_incidence_in_time_frame,
    {{ rate('cumulative_incidence', 'whole_incidence') }} as share_by_then,
    {{ rate('cumulative_incidence_in_time_frame', 'whole_incidence') }} as share_in_time_frame,
    cast(touches_not_achieved as bigint) as touches_not_achieved,
    achieved as touches_achieved,
    achieved_share
from with_whole
