-- Every key that stands more than once, or that lacks a part; parts in `nullable` may be null.
{% test unique_key(model, columns, nullable=[]) %}
select
    {{ (columns + nullable) | join(', ') }},
    count(*) as copies
from {{ model }}
group by {{ (columns + nullable) | join(', ') }}
having count(*) > 1 {% for column in columns %} or {{ column }} is null {% endfor %}
{% endtest %}
