{# The counts over deliveries that campaigns and messages share; selected from conversion_goals__deliveries. #}
{% macro delivery_counts() -%}
    count(*) as deliveries,
        count(received_at) as deliveries_received,
        count(first_opened_at) as deliveries_opened,
        count(first_clicked_at) as deliveries_clicked,
        count(case when conversion_status <> 'not_tracked' then 1 end) as deliveries_tracked,
        count(case when conversion_status = 'converted' then 1 end) as deliveries_converted,
        count(case when conversion_status = 'not_converted' then 1 end) as deliveries_not_converted,
        count(case when conversion_status = 'pending' then 1 end) as deliveries_pending,
        count(case when is_mature then 1 end) as deliveries_mature,
        count(case when is_mature and is_converted then 1 end) as deliveries_mature_converted
{%- endmacro %}
