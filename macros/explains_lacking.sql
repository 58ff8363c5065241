{#
    Whether a check explains what the platform lacks of a campaign's conversions: a rule shows in all that it touches, so
    of those the platform lacks more than three for every one that it has at our time. Rows that several checks would
    explain are no evidence while others are clear. Selected from rows with is_lacking, is_had, explanations and has_clear.
#}
{% macro explains_lacking(check) -%}
    sum(
            case
                when not {{ check }} then 0
                when is_lacking and (explanations = 1 or not has_clear) then 1
                when is_had then -3
                else 0
            end
        ) > 0
{%- endmacro %}
