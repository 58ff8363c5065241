-- Every number outside `least` and `greatest`; null is none.
{% test within(model, column_name, least, greatest) %}
select {{ column_name }}
from {{ model }}
where {{ column_name }} < {{ least }} or {{ column_name }} > {{ greatest }}
{% endtest %}
