"""Segment-style calls: track becomes events, identify and group become attributes.

`receivedAt` is the arrival, the time that counts; `timestamp` is what the sender claims.
"""

from __future__ import annotations

from conversion_goals.load_lines import Source

SHAPE = """{"type":"VARCHAR","messageId":"VARCHAR","userId":"VARCHAR","groupId":"VARCHAR",
"event":"VARCHAR","properties":"JSON","traits":"JSON","timestamp":"VARCHAR",
"receivedAt":"VARCHAR"}"""

ANONYMOUS = "are anonymous (no userId): events of nobody"
NO_ARRIVAL = "have no receivedAt: the build sets them aside, for nobody knows when they arrived"
WAITING = "wait for people: --person id takes their userId as it is"
NOT_IN_PEOPLE = "userId is no customer_id of people (yet)"

REASON = """
            when call.type is null then 'no call: it has no type'
            when call.type not in ('track', 'identify', 'group')
                then 'no raw table takes a ' || call.type || ' call'
            when call.type in ('identify', 'group') and call.userId is null
                then call.type || ' without userId'
            when call.type = 'identify' and coalesce(json_type(call.traits), '') <> 'OBJECT'
                then 'identify without traits'
            when call.type = 'identify' and len(json_keys(call.traits)) = 0
                then 'identify without traits'
            when call.type = 'group' and call.groupId is null then 'group without groupId'
"""
NOT_KNOWN = f"""
            when call.userId is not null and call.userId not in (
                select customer_id from {{people}}
                where workspace_id = {{workspace}} and customer_id is not null
                    and internal_customer_id is not null
            ) then '{NOT_IN_PEOPLE}'
"""

# The newest row of a customer_id says whose it is: an id can be given to another profile.
PEOPLE = """
with people as (
    select
        customer_id,
        arg_max(internal_customer_id, (loaded_at, internal_customer_id)) as person_id
    from {people}
    where workspace_id = {workspace} and customer_id is not null
        and internal_customer_id is not null
    group by customer_id
),
known as (
    select calls.call, people.person_id
    from calls left join people on calls.call.userId = people.customer_id
    where calls.reason is null
),
"""
AS_THEY_ARE = """
with known as (
    select call, call.userId as person_id from calls where reason is null
),
"""

EVENTS = """
tracked as (
    select * from known where call.type = 'track'
)
select
    {workspace} as workspace_id,
    call.messageId as event_id,
    person_id as internal_customer_id,
    call.event as name,
    cast(call.properties as varchar) as properties,
    call.timestamp as timestamp,
    call.receivedAt as processed_at
from tracked
"""

# A group's own traits stand behind `group.`, lest they pass for the person's.
ATTRIBUTES = """
named as (
    select call, person_id, '' as prefix, call.traits as traits
    from known where call.type = 'identify'
    union all
    select call, person_id, 'group.', call.traits
    from known where call.type = 'group' and coalesce(json_type(call.traits), '') = 'OBJECT'
),
traits as (
    select call, person_id, prefix, traits, unnest(json_keys(traits)) as trait from named
),
told as (
    select call, person_id, prefix || trait as attribute_name,
        json_extract_string(
            traits, '/' || replace(replace(trait, '~', '~0'), '/', '~1')) as attribute_value
    from traits
    union all
    select call, person_id, 'group_id', call.groupId from known where call.type = 'group'
)
select
    {workspace} as workspace_id,
    person_id as internal_customer_id,
    attribute_name,
    attribute_value,
    call.receivedAt as timestamp
from told
"""


def segment_calls(person: str) -> Source:
    """Return the source; with `cio_id` a userId is looked up in the raw table people.

    Either way takes up the calls that wait there: with `id` as they are.
    """
    is_looked_up = person == "cio_id"
    known = PEOPLE if is_looked_up else AS_THEY_ARE
    taken = "select count(*) from calls where reason is null"
    return Source(
        name="segment",
        shape=SHAPE,
        reason=REASON + (NOT_KNOWN if is_looked_up else ""),
        names="[call.userId, json_extract_string(call.traits, '$.email')]",
        taken={"events": known + EVENTS, "attributes": known + ATTRIBUTES},
        remarks={
            ANONYMOUS: f"{taken} and call.userId is null",
            NO_ARRIVAL: f"{taken} and call.receivedAt is null",
            WAITING: f"select count(*) from calls where reason = '{NOT_IN_PEOPLE}'",
        },
        retried=NOT_IN_PEOPLE,
    )
