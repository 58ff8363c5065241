"""The vendor's reporting webhooks: one envelope a line, each a metric of a delivery.

An envelope tells what happened to a delivery and what the delivery is of. When it was made and
when its journey began no envelope tells: the earliest that is told of either stands in for it.
"""

from __future__ import annotations

from conversion_goals.load_lines import Source
from conversion_goals.raw_values import read_as

SHAPE = """{"event_id":"VARCHAR","object_type":"VARCHAR","metric":"VARCHAR","timestamp":"VARCHAR",
"data":{"delivery_id":"VARCHAR","journey_id":"VARCHAR","campaign_id":"VARCHAR",
"broadcast_id":"VARCHAR","newsletter_id":"VARCHAR","content_id":"VARCHAR","action_id":"VARCHAR",
"trigger_id":"VARCHAR","trigger_event_id":"VARCHAR","transactional_message_id":"VARCHAR",
"customer_id":"VARCHAR","identifiers":{"id":"VARCHAR","cio_id":"VARCHAR","email":"VARCHAR"},
"failure_message":"VARCHAR","href":"VARCHAR","link_id":"VARCHAR","proxied":"VARCHAR",
"prefetched":"VARCHAR","machine":"VARCHAR"}}"""

REASON = """
            when call.object_type = 'customer' then 'tells of a person, not of a delivery'
            when call.event_id is null and call.data.delivery_id is null
                then 'no envelope: neither event_id nor data.delivery_id'
            when call.metric is null then 'no envelope: it has no metric'
            when coalesce(json_type(line, '$.data'), '') <> 'OBJECT'
                then 'no envelope: its data is no JSON object'
"""

NAMES = """[call.data.identifiers.cio_id, call.data.identifiers.id, call.data.customer_id,
call.data.identifiers.email]"""
PERSONS = {
    "cio_id": "call.data.identifiers.cio_id",
    "id": "coalesce(call.data.identifiers.id, call.data.customer_id)",
}

# Unix seconds become a time, cut to the microsecond; any other text stays as it is, for the build
# to judge.
HAPPENED_AT = """case
    when regexp_full_match(call.timestamp, '\\d{{1,11}}(\\.\\d+)?')
    then strftime(
        make_timestamp(cast(
            try_cast(regexp_extract(call.timestamp, '\\d+(\\.\\d{{1,6}})?') as decimal(38, 6))
            * 1000000 as bigint)),
        '%Y-%m-%d %H:%M:%S.%f')
    else call.timestamp end"""

METRICS = f"""
select
    {{workspace}} as workspace_id,
    call.event_id as event_id,
    call.data.delivery_id as delivery_id,
    call.metric as metric,
    call.data.failure_message as reason,
    call.data.link_id as link_id,
    call.data.href as link_url,
    {HAPPENED_AT} as created_at,
    call.data.proxied as proxied,
    call.data.prefetched as prefetched,
    call.data.machine as machine
from calls where reason is null
"""

# What the export told of a delivery or journey (it has a seq_num) stands.
DELIVERIES = f"""
with told as (
    select
        call.data.delivery_id as delivery_id,
        {{person}} as internal_customer_id,
        call.data.journey_id as subject_id,
        call.data.trigger_event_id as event_id,
        call.object_type as delivery_type,
        coalesce(call.data.campaign_id, call.data.broadcast_id) as campaign_id,
        call.data.action_id as action_id,
        call.data.newsletter_id as newsletter_id,
        call.data.content_id as content_id,
        call.data.trigger_id as trigger_id,
        call.data.transactional_message_id as transactional_message_id,
        {HAPPENED_AT} as created_at
    from calls where reason is null and call.data.delivery_id is not null

    union all

    select
        delivery_id, internal_customer_id, subject_id, event_id, delivery_type, campaign_id,
        action_id, newsletter_id, content_id, trigger_id, transactional_message_id,
        cast(created_at as varchar)
    from {{deliveries}}
    where workspace_id = {{workspace}} and delivery_id in (
        select call.data.delivery_id from calls where reason is null)
)
select
    {{workspace}} as workspace_id,
    delivery_id,
    min(internal_customer_id) as internal_customer_id,
    min(subject_id) as subject_id,
    min(event_id) as event_id,
    min(delivery_type) as delivery_type,
    min(campaign_id) as campaign_id,
    min(action_id) as action_id,
    min(newsletter_id) as newsletter_id,
    min(content_id) as content_id,
    min(trigger_id) as trigger_id,
    min(transactional_message_id) as transactional_message_id,
    strftime(min({read_as("time", "created_at")}), '%Y-%m-%d %H:%M:%S.%f') as created_at
from told
where delivery_id not in (
    select delivery_id from {{deliveries}}
    where workspace_id = {{workspace}} and seq_num is not null and delivery_id is not null)
group by delivery_id
"""

SUBJECTS = f"""
with told as (
    select
        call.data.journey_id as subject_name,
        {{person}} as internal_customer_id,
        coalesce(call.data.campaign_id, call.data.broadcast_id) as campaign_id,
        call.data.trigger_event_id as event_id,
        call.data.trigger_id as trigger_id,
        {HAPPENED_AT} as started_campaign_at
    from calls where reason is null and call.data.journey_id is not null

    union all

    select
        subject_name, internal_customer_id, campaign_id, event_id, trigger_id,
        cast(started_campaign_at as varchar)
    from {{subjects}}
    where workspace_id = {{workspace}} and subject_name in (
        select call.data.journey_id from calls where reason is null)
)
select
    {{workspace}} as workspace_id,
    subject_name,
    min(internal_customer_id) as internal_customer_id,
    min(campaign_id) as campaign_id,
    min(event_id) as event_id,
    min(trigger_id) as trigger_id,
    strftime(min({read_as("time", "started_campaign_at")}), '%Y-%m-%d %H:%M:%S.%f')
        as started_campaign_at
from told
where subject_name not in (
    select subject_name from {{subjects}}
    where workspace_id = {{workspace}} and seq_num is not null and subject_name is not null)
group by subject_name
"""

NO_PERSON = "name no person by {}: their deliveries are nobody's"
NO_JOURNEY = "of a campaign name no journey: their deliveries have no goal (not_tracked, no_goal)"


def webhooks(person: str) -> Source:
    """Return the source; `person` says which identifier the raw tables know people by."""

    def of_person(select: str) -> str:
        return select.replace("{person}", PERSONS[person])

    campaign = "coalesce(call.data.campaign_id, call.data.broadcast_id)"
    taken = "select count(*) from calls where reason is null"
    return Source(
        name="webhooks",
        shape=SHAPE,
        reason=REASON,
        names=NAMES,
        taken={"metrics": METRICS},
        derived={"deliveries": of_person(DELIVERIES), "subjects": of_person(SUBJECTS)},
        remarks={
            NO_PERSON.format(person): f"{taken} and {PERSONS[person]} is null",
            NO_JOURNEY: f"{taken} and {campaign} is not null and call.data.journey_id is null",
        },
    )
