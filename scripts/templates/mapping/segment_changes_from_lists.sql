-- segment_changes from a table that gets, day by day, a list of each segment's members.
-- A change is dated at the list that shows it first: it came after the list before. Whoever came
-- and went between two lists was never seen. An empty list is a row without a person.
-- Lists may only be added, each later than the lists of its segment that are there.
with

members as (
    select
        workspace_id,
        segment_id,
        internal_customer_id,
        taken_at,
        loaded_at
    from your_schema.segment_lists
),

taken as (
    select
        workspace_id,
        segment_id,
        taken_at,
        max(loaded_at) as loaded_at
    from members
    group by workspace_id, segment_id, taken_at
),

lists as (
    select
        workspace_id,
        segment_id,
        taken_at,
        loaded_at,
        lag(taken_at) over (partition by workspace_id, segment_id order by taken_at) as before_it
    from taken
),

-- Who is in a list and not in the one before.
entered as (
    select distinct
        lists.workspace_id,
        lists.segment_id,
        members.internal_customer_id,
        'entered' as change,
        lists.taken_at as changed_at,
        lists.loaded_at
    from lists
    inner join members
        on
            lists.workspace_id = members.workspace_id
            and lists.segment_id = members.segment_id
            and lists.taken_at = members.taken_at
    left join members as earlier
        on
            lists.workspace_id = earlier.workspace_id
            and lists.segment_id = earlier.segment_id
            and lists.before_it = earlier.taken_at
            and members.internal_customer_id = earlier.internal_customer_id
    where members.internal_customer_id is not null and earlier.internal_customer_id is null
),

-- Who was in the list before and is not in this one.
gone as (
    select distinct
        lists.workspace_id,
        lists.segment_id,
        members.internal_customer_id,
        'left' as change,
        lists.taken_at as changed_at,
        lists.loaded_at
    from lists
    inner join members
        on
            lists.workspace_id = members.workspace_id
            and lists.segment_id = members.segment_id
            and lists.before_it = members.taken_at
    left join members as still
        on
            lists.workspace_id = still.workspace_id
            and lists.segment_id = still.segment_id
            and lists.taken_at = still.taken_at
            and members.internal_customer_id = still.internal_customer_id
    where members.internal_customer_id is not null and still.internal_customer_id is null
)

select * from entered

union all

select * from gone
