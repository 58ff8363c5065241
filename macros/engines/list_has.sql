{# Whether a JSON list has an element that is eq (F4) to a value made by the macro comparable. #}
{% macro list_has(json, comparable) %}
    {{- return(adapter.dispatch('list_has', 'conversion_goals')(json, comparable)) -}}
{% endmacro %}

{% macro default__list_has(json, comparable) %}{{ conversion_goals.engine_lacks('list_has') }}{% endmacro %}

{% macro duckdb__list_has(json, comparable) -%}
list_contains(
        list_transform(
            from_json({{ json }}, '["JSON"]'),
            lambda element: {{ conversion_goals.comparable(
                conversion_goals.json_kind('element'), conversion_goals.json_text('element')
            ) }}
        ),
        {{ comparable }}
    )
{%- endmacro %}

{% macro postgres__list_has(json, comparable) -%}
exists (
        select 1 from json_array_elements({{ json }}) as each (element)
        where {{ conversion_goals.comparable(
            conversion_goals.json_kind('each.element'), conversion_goals.json_text('each.element')
        ) }} = {{ comparable }}
    )
{%- endmacro %}

{% macro spark__list_has(json, comparable) -%}
exists(
        transform(
            {{ conversion_goals.spark_list_elements(json) }},
            element -> named_struct(
                'kind', {{ conversion_goals.json_kind('element') }}, 'text', {{ conversion_goals.json_text('element') }}
            )
        ),
        side -> {{ conversion_goals.comparable('side.kind', 'side.text') }} = {{ comparable }}
    )
{%- endmacro %}
