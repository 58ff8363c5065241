{# The counts of int_delivery_counts that campaigns and messages share, added up over its rows. #}
{% macro delivery_counts() -%}
    {%- for count in [
        'deliveries', 'deliveries_received', 'deliveries_opened', 'deliveries_clicked', 'deliveries_tracked',
        'deliveries_converted', 'deliveries_not_converted', 'deliveries_pending', 'deliveries_mature',
        'deliveries_mature_converted'
    ] %}
        cast(sum({{ count }}) as bigint) as {{ count }}{{ ',' if not loop.last }}
    {%- endfor %}
{%- endmacro %}
