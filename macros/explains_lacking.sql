{#
    Whether a check explains what the platform lacks of a campaign's conversions: a rule shows in all that it touches, so
    it lacks more than three for each that it has at the same time. Rows that several checks would explain are no
    evidence while others are clear. Selected from rows with agreement, explanations and both times.
#}
{% macro explains_lacking(check) -%}
    sum(
            case
                when not {{ check }} then 0
                when agreement = 'only_ours' then case when explanations = 1 or not has_clear then 1 else 0 end
                when {{ conversion_goals.is_within_a_second('platform_converted_at', 'converted_at') }} then -3
                else 0
            end
        ) > 0
{%- endmacro %}
