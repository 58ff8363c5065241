"""Native raw values on DuckDB; texts are among what every engine is asked (`engines/forms.py`)."""

from datetime import datetime

import duckdb
import pytest
from conversion_goals.raw_values import read_as


@pytest.mark.parametrize(
    ("value", "moment"),
    [
        ("timestamptz '2026-01-05 10:20:30.123456+02:00'", datetime(2026, 1, 5, 8, 20, 30, 123456)),
        # St. John's was 3 hours, 30 minutes and 52 seconds behind.
        ("timestamptz '1850-01-05 10:20:30Z'", datetime(1850, 1, 5, 10, 20, 30)),
        ("timestamptz '10000-01-01 00:00:00Z'", None),
        ("timestamptz 'infinity'", None),
        ("timestamp '2026-01-05 10:20:30'", datetime(2026, 1, 5, 10, 20, 30)),
        ("timestamp_s '2026-01-05 10:20:30'", datetime(2026, 1, 5, 10, 20, 30)),
        ("date '2026-01-05'", datetime(2026, 1, 5)),
        ("1767571200", None),
        ("time '10:20:30'", None),
    ],
)
def test_a_native_time_is_its_moment_in_any_sessions_zone(
    value: str, moment: datetime | None
) -> None:
    with duckdb.connect() as connection:
        connection.execute("set TimeZone = 'America/St_Johns'")
        connection.execute(f"create table given as select {value} as raw")
        read = connection.execute(f"select {read_as('time', 'raw')} from given")
        assert read.fetchall() == [(moment,)]
