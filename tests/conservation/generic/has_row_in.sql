-- Every row whose `columns`, all there, name no row of `to`. An outer join, since for `not exists` DuckDB
-- first groups all rows by them.
{% test has_row_in(model, to, columns) %}
select
    {%- for column in columns %}
    child.{{ column }}{{ ',' if not loop.last }}
    {%- endfor %}
from {{ model }} as child
left join {{ to }} as parent
    on
        {%- for column in columns %}
        child.{{ column }} = parent.{{ column }}{{ ' and' if not loop.last }}
        {%- endfor %}
where
    parent.{{ columns[0] }} is null
    {%- for column in columns %}
    and child.{{ column }} is not null
    {%- endfor %}
{% endtest %}
