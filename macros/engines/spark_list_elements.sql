{# The elements of a JSON list, each as JSON. The list is named once: it is a long expression. #}
{% macro spark_list_elements(json) -%}
flatten(transform(
        array({{ json }}),
        list -> transform(
            slice(sequence(0, coalesce(json_array_length(list), 0)), 1, coalesce(json_array_length(list), 0)),
            place -> get_json_object(concat('[', list, ']'), concat('$[*][', place, ']'))
        )
    ))
{%- endmacro %}
