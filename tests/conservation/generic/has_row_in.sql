-- Every row whose `columns`, all there, name no row of `to`.
{% test has_row_in(model, to, columns) %}
select {{ columns | join(', ') }}
from {{ model }} as child
where
    not exists (
        select 1 from {{ to }} as parent
        where
            {%- for column in columns %}
            child.{{ column }} = parent.{{ column }} {{ 'and' if not loop.last }}
            {%- endfor %}
    )
    {%- for column in columns %}
    and child.{{ column }} is not null
    {%- endfor %}
{% endtest %}
