-- Every text that stands more than once when upper and lower case are the same.
{% test unique_whatever_case(model, column_name) %}
select
    lower({{ column_name }}) as lowered,
    count(*) as copies
from {{ model }}
group by lower({{ column_name }})
having count(*) > 1
{% endtest %}
