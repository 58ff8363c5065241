{# A path with dots (F1) in the form that json_at reads: the segments are names, whatever signs they hold. #}
{% macro json_path(text) %}{{ return(adapter.dispatch('json_path', 'conversion_goals')(text)) }}{% endmacro %}

{% macro default__json_path(text) %}{{ conversion_goals.engine_lacks('json_path') }}{% endmacro %}

{% macro duckdb__json_path(text) -%}
('/' || replace(replace(replace({{ text }}, '~', '~0'), '/', '~1'), '.', '/'))
{%- endmacro %}

{% macro postgres__json_path(text) -%}
{{ text }}
{%- endmacro %}

{% macro spark__json_path(text) -%}
    {#- A name cannot hold these signs there: signs that stand for nothing in Unicode stand for them. -#}
concat(
        '$[*]',
        array_join(
            transform(
                split({{ text }}, '[.]'),
                name -> concat(
                    '[', char(39),
                    case name when '' then '\uFDD3' else translate(name, concat(char(39), '?*'), '\uFDD0\uFDD1\uFDD2') end,
                    char(39), ']'
                )
            ),
            ''
        )
    )
{%- endmacro %}
