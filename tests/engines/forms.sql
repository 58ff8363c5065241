-- What every engine is asked about the probes; the kind of a probe decides what.
with

probes as (
    select * from probes
),

jsons as (
    select
        one,
        case when {{ is_json('one') }} then {{ read_json('one') }} end as document
    from probes
    where kind = 'json'
),

reached as (
    select
        one,
        two,
        {{ json_at('one', 'pointer') }} as found
    from (select probes.*, {{ json_path('two') }} as pointer from probes where kind = 'path') as paths
),

numbers as (
    select
        one,
        {{ read_number('one') }} as read
    from probes
    where kind = 'number'
),

sides as (
    select one, {{ side_number("'text'", 'one') }} as read
    from probes
    where kind = 'text'
)

select 'is_json' as asked, one, two,
    case when {{ is_json('one') }} then 'yes' else 'no' end as answer, cast(null as {{ dbt.type_float() }}) as number
from probes where kind = 'json' and one is not null
union all
select 'json_kind', one, null, {{ json_kind('document') }}, null from jsons
union all
select 'json_size', one, null, cast({{ json_size('document') }} as {{ dbt.type_string() }}), null from jsons
where {{ json_kind('document') }} in ('object', 'list')
union all
select 'json_text', one, null, {{ json_text('document') }}, null from jsons
where {{ json_kind('document') }} in ('text', 'boolean', 'null') and one not like '%u0000%'
union all
select 'json_at', one, two,
    coalesce(nullif({{ json_kind('found') }}, 'null'), 'nothing'), null
from reached
union all
select 'json_at text', one, two, {{ json_text('found') }}, null from reached
where {{ json_kind('found') }} in ('text', 'boolean') and two <> 'u'
union all
select 'json_at number', one, two, null, {{ read_number(json_text('found')) }} from reached
where {{ json_kind('found') }} = 'number'
union all
select 'read_number', one, null, null, read from numbers
union all
select 'id_text', one, null, {{ id_text('read') }}, null from numbers
where read = floor(read) and abs(read) between 1 and 999999999999999
union all
select 'id_text of decimals', one, null, {{ id_text('cast(read as decimal(20, 0))') }}, null from numbers
where abs(read) < 1e15
union all
select 'id_text of text', one, null, {{ id_text('one') }}, null from probes where kind in ('text', 'integer')
union all
select 'is_finite', one, null, case when {{ is_finite('read') }} then 'yes' else 'no' end, null from numbers
where one is not null
union all
select 'side_number', one, null, case when read is null then 'none' end, read from sides
union all
select 'comparable', one, null, case when {{ comparable("'text'", 'one') }} like 'number %' then 'number'
    else {{ comparable("'text'", 'one') }} end, null
from probes where kind = 'text'
union all
select 'json_string', one, null, {{ small_control_codes(json_string('one')) }}, null from probes where kind = 'text'
union all
select 'read_integer', one, null, cast({{ read_integer('one') }} as {{ dbt.type_string() }}), null
from probes where kind = 'integer'
union all
select 'read_flag', one, null,
    case when {{ read_flag('one') }} then 'yes' when not {{ read_flag('one') }} then 'no' end, null
from probes where kind = 'flag'
union all
select 'read_time', one, null, {{ time_text(read_time('one')) }}, null
from probes where kind = 'time'
union all
select 'add_seconds', one, null, {{ time_text(add_seconds(read_time('one'), 7776000)) }}, null
from probes where kind = 'time'
union all
select 'seconds_between', one, null, cast({{ seconds_between(
    "cast('0001-01-01 00:00:00.5' as timestamp)", read_time('one')
) }} as {{ dbt.type_string() }}), null
from probes where kind = 'time' and one <> '0001-01-01'
union all
select 'read_moment', one, null, null, {{ read_moment('one') }} from probes where kind = 'time'
union all
select 'lower_case', one, null, {{ lower_case('one') }}, null from probes where kind = 'flag'
union all
select 'position', one, two, cast({{ dbt.position('two', 'one') }} as {{ dbt.type_string() }}), null
from probes where kind = 'position'
