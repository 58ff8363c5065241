-- One row per goal version that reigns for a while in its campaign, with the time of its reign
-- (G3, G5, F6).
-- A rejected version reigns too: the journeys that it would govern have no goal version.
with

accepted as (
    select * from {{ ref('stg_customerio__campaign_goals') }}
),

rejected as (
    select
        {{ read_id('workspace_id') }} as workspace_id,
        {{ read_id('campaign_id') }} as campaign_id,
        {{ read_id('goal_version_id') }} as goal_version_id,
        {{ read_time('set_at') }} as set_at
    from {{ ref('base_customerio__campaign_goals') }}
    where rejection_reason is not null
),

rule_nodes as (
    select * from {{ ref('base_rule_nodes') }}
),

-- What a rule reads decides what it is evaluated for.
rules as (
    select
        rule_id,
        bool_or(right_trigger is not null) as reads_trigger,
        bool_or(segment_id is not null) as reads_segments,
        bool_or(left_attribute is not null or right_attribute is not null) as reads_attributes
    from rule_nodes
    group by rule_id
),

versions as (
    select
        workspace_id,
        campaign_id,
        goal_version_id,
        set_at,
        true as is_readable
    from accepted
    where campaign_id is not null

    union all

    -- F6: an accepted row of the same version takes the place of its rejected rows.
    select
        rejected.workspace_id,
        rejected.campaign_id,
        rejected.goal_version_id,
        rejected.set_at,
        false as is_readable
    from rejected
    left join accepted
        on
            rejected.workspace_id = accepted.workspace_id
            and rejected.goal_version_id = accepted.goal_version_id
    where
        accepted.goal_version_id is null
        and rejected.workspace_id is not null
        and rejected.campaign_id is not null
        and rejected.set_at is not null
),

-- G5: of versions that were set at one time the higher id wins.
ranked as (
    select
        *,
        row_number() over (
            partition by workspace_id, campaign_id, set_at
            order by {{ byte_order('goal_version_id') }} desc nulls last, is_readable desc
        ) as position
    from versions
),

reigns as (
    select
        workspace_id,
        campaign_id,
        goal_version_id,
        is_readable,
        set_at as reigns_from,
        lead(set_at) over (partition by workspace_id, campaign_id order by set_at) as reigns_until
    from ranked
    where position = 1
)

select
    reigns.workspace_id,
    reigns.campaign_id,
    reigns.goal_version_id,
    {{ row_key(['reigns.workspace_id', 'reigns.campaign_id', 'reigns.goal_version_id']) }}
        as version_number,
    reigns.reigns_from,
    reigns.reigns_until,
    accepted.goal_type,
    accepted.goal_name,
    accepted.filter_rule_id,
    coalesce(filters.reads_trigger, false) as filter_reads_trigger,
    accepted.time_frame_seconds,
    accepted.touch,
    accepted.exit_setting,
    accepted.audience_rule_id,
    coalesce(audiences.reads_segments, false) as audience_reads_segments,
    coalesce(audiences.reads_attributes, false) as audience_reads_attributes
from reigns
inner join accepted
    on
        reigns.workspace_id = accepted.workspace_id
        and reigns.goal_version_id = accepted.goal_version_id
left join rules as filters on accepted.filter_rule_id = filters.rule_id
left join rules as audiences on accepted.audience_rule_id = audiences.rule_id
where reigns.is_readable
