"""Raw tables of any size, made in the database by SQL: half a year, one row of skewed people."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from conversion_goals.raw_tables import RAW_TABLES, SQL_TYPES, column_kind

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection
    from psycopg2.extensions import cursor

DAYS = 180
DELIVERIES_PER_PERSON = 12
CAMPAIGNS = 20
HEAVY_PERSON = "heavy"

# Every number drawn is a hash of the row's number, so that a world is the same each time. People
# are drawn by the square of a uniform number: few of them get most.
DRAWN = """
    select
        number,
        'p' || cast(pow(draw(number, 1) / 1e9, 2) * {people} as bigint) as person,
        draw(number, 2) % {campaigns} as campaign,
        timestamp '2026-01-01' + to_seconds({first_day} * 86400
            + cast(draw(number, 3) / 1e9 * {days} * 86400 as bigint)) as moment
    from range({first}, {first} + {rows}) as drawn (number)
"""
ARRIVAL = "interval 20 minute"

# By raw table: the columns that are not null, over `drawn`.
ROWS = {
    "deliveries": """
        select
            'd' || number as delivery_id, person as internal_customer_id,
            'j' || person || '_' || campaign as subject_id,
            ['email', 'email', 'push', 'sms', 'webhook'][1 + draw(number, 4) % 5] as delivery_type,
            'c' || campaign as campaign_id, 'c' || campaign || 'm' || number % 5 as action_id,
            moment as created_at, number as seq_num, moment + {arrival} as loaded_at
        from drawn
    """,
    # Two fifths of the deliveries opened, one in twenty clicked; one metric in fifty sent twice.
    "metrics": """
        select
            'm' || number || '_' || step as event_id, 'd' || number as delivery_id, metric,
            moment + to_seconds(step * 3600) as created_at, number * 4 + step as seq_num,
            draw(number, 9) % 10 = 0 as machine,
            moment + to_seconds(step * 3600 + copy * 600) + {arrival} as loaded_at
        from drawn
        cross join (values (0, 'sent'), (1, 'delivered'), (2, 'opened'), (3, 'clicked'))
            as steps (step, metric)
        cross join (values (0), (1)) as copies (copy)
        where
            (
                step < 2
                or (step = 2 and draw(number, 5) % 5 < 2)
                or (step = 3 and draw(number, 6) % 20 = 0)
            )
            and (copy = 0 or draw(number * 4 + step, 7) % 50 = 0)
    """,
    "subjects": """
        select
            'j' || person || '_' || campaign as subject_name, person as internal_customer_id,
            'segment' as campaign_type, 'c' || campaign as campaign_id,
            min(moment) - interval 1 hour as started_campaign_at,
            min(moment) - interval 1 hour as created_at, 1 as seq_num,
            min(moment) - interval 1 hour + {arrival} as loaded_at
        from drawn
        group by person, campaign
    """,
    "events": """
        select
            'e' || number as event_id, person as internal_customer_id,
            ['purchase', 'signup', 'view', 'view', 'view', 'view', 'view', 'view'][
                1 + draw(number, 4) % 8
            ] as name,
            '{{"order": "' || number || '", "total": ' || draw(number, 5) % 100
            || ', "item": {{"sku": "s' || draw(number, 6) % 50 || '"}}}}' as properties,
            moment as timestamp, moment as processed_at, moment + {arrival} as loaded_at
        from (select number, person, moment + interval 7 hour as moment from drawn) as moved
    """,
    "segment_changes": """
        select
            's' || draw(number, 4) % 5 as segment_id, person as internal_customer_id,
            case when draw(number, 5) % 2 = 0 then 'entered' else 'left' end as change,
            moment as changed_at, moment + {arrival} as loaded_at
        from drawn
        where number % 5 = 0
    """,
    "attributes": """
        select
            person as internal_customer_id, 'plan' as attribute_name,
            case when draw(number, 5) % 2 = 0 then 'free' else 'pro' end as attribute_value,
            moment as timestamp, moment + {arrival} as loaded_at
        from drawn
        where number % 20 = 0
    """,
}
# Every kind of goal, touch, filter, exit setting and audience; a webhook in two counts.
SETTINGS = {
    "campaign_goals": f"""
        select
            'c' || number as campaign_id, 'g' || number as goal_version_id,
            timestamp '2025-12-01' as set_at,
            case when number % 10 = 9 then 'enters_segment'
                when number % 10 = 8 then 'leaves_segment' else 'event' end as goal_type,
            case when number % 10 < 8 then ['purchase', 'signup'][1 + number % 2] end as event_name,
            case when number % 10 >= 8 then 's1' end as segment_id,
            case number % 5
                when 0 then '{{"property": "total", "operator": "gt", "value": 49}}'
                when 1 then '{{"or": ['
                    || '{{"property": "item.sku", "operator": "in", "value": ["s1", "s2"]}}, '
                    || '{{"property": "total", "operator": "lt", "value": 20}}]}}'
            end as filter,
            604800 as time_frame_seconds,
            ['received', 'received', 'opened', 'clicked'][1 + number % 4] as touch,
            ['goal_achieved', 'never', 'stops_matching', 'goal_achieved_or_stops_matching'][
                1 + number // 5
            ] as exit_setting,
            case when number >= 15 then '{{"attribute": "plan", "operator": "eq", "value": "free"}}'
                when number >= 10 then '{{"segment": "s0"}}' end as audience,
            timestamp '2025-12-01' as loaded_at
        from range({CAMPAIGNS}) as numbers (number)
    """,
    "campaign_actions": f"""
        select
            'c' || number // 5 as campaign_id, 'c' || number // 5 || 'm' || number % 5 as action_id,
            'message ' || number as name, 'email' as type, number % 2 = 0 as counts_conversions,
            timestamp '2025-12-01' as loaded_at
        from range({CAMPAIGNS * 5}) as numbers (number)
    """,
}
DRAW = (
    "create or replace temp macro draw(number, salt) as"
    " cast(hash(number * 64 + salt) % 1000000000 as bigint)"
)


@dataclass(frozen=True)
class World:
    """So many deliveries over half a year, and somebody with a long history if asked for."""

    deliveries: int
    heavy_person: bool = False

    def make(self, connection: DuckDBPyConnection) -> None:
        """Make the raw tables of half a year, with about 2.5 times as many metrics."""
        self.make_tables(connection)
        for table, query in SETTINGS.items():
            _insert(connection, table, query)
        for table in ROWS:
            _add_rows(connection, table, self.deliveries, 0, DAYS, self._people, first=0)
        if self.heavy_person:
            self._add_heavy_person(connection)

    def make_tables(self, connection: DuckDBPyConnection | cursor) -> None:
        """Make the raw tables of the contract, empty; on Postgres too."""
        connection.execute("create schema if not exists raw")
        for table in RAW_TABLES.values():
            columns = ", ".join(
                f'"{column}" {SQL_TYPES[column_kind(column)]}' for column in table.columns
            )
            connection.execute(f"create table raw.{table.name} ({columns})")

    def add_day(self, connection: DuckDBPyConnection) -> None:
        """Let the day after them arrive."""
        rows = max(self.deliveries // DAYS, 1)
        for table in ROWS:
            _add_rows(connection, table, rows, DAYS, 1, self._people, first=self.deliveries)

    def count(self, connection: DuckDBPyConnection) -> dict[str, int]:
        """Count the rows of the raw tables."""
        return {
            table: connection.execute(f"select count(*) from raw.{table}").fetchall()[0][0]
            for table in RAW_TABLES
        }

    @property
    def _people(self) -> int:
        return max(self.deliveries // DELIVERIES_PER_PERSON, 10)

    def _add_heavy_person(self, connection: DuckDBPyConnection) -> None:
        """One person more, with 100,000 events and 5,000 deliveries in one journey."""
        for table in ("deliveries", "metrics", "subjects"):
            _add_rows(connection, table, 5_000, 0, DAYS, HEAVY_PERSON, first=10**12)
        _add_rows(connection, "events", 100_000, 0, DAYS, HEAVY_PERSON, first=10**12)


def _add_rows(
    connection: DuckDBPyConnection,
    table: str,
    rows: int,
    first_day: int,
    days: int,
    people: int | str,
    first: int,
) -> None:
    one = isinstance(people, str)
    drawn = DRAWN.format(
        people=0 if one else people,
        campaigns=1 if one else CAMPAIGNS,
        first_day=first_day,
        days=days,
        first=first,
        rows=rows,
    )
    if one:
        drawn = f"select * replace ('{people}' as person) from ({drawn})"
    _insert(connection, table, f"with drawn as ({drawn}) {ROWS[table].format(arrival=ARRIVAL)}")


def _insert(connection: DuckDBPyConnection, table: str, query: str) -> None:
    """Rows in order of arrival, as a pipeline appends them; a journey begins once."""
    connection.execute(DRAW)
    if table == "subjects":
        query += (
            " having not exists (select 1 from raw.subjects as begun"
            " where begun.subject_name = 'j' || person || '_' || campaign)"
        )
    connection.execute(
        f"insert into raw.{table} by name"
        f" select 'w' as workspace_id, * from ({query}) order by loaded_at"
    )
