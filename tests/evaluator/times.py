"""Times written as text."""

import re
from datetime import datetime, timedelta

EPOCH = datetime(1970, 1, 1)

# F4: a date, alone or followed by T or a blank and HH:MM, if need be :SS, decimals and a zone.
_TIME = re.compile(
    r"(\d{4}-\d{2}-\d{2})"
    r"(?:[T ](\d{2}:\d{2})(?::(\d{2})(?:\.(\d{1,6}))?)?(?:Z|([+-])(\d{2}):(\d{2}))?)?",
    re.ASCII,
)


def utc_time(text: str) -> datetime | None:
    """The moment that a text names, as naive UTC; None where it names none."""
    match = _TIME.fullmatch(text)
    if match is None:
        return None
    date, minute, second, decimals, sign, zone_hours, zone_minutes = match.groups()
    if int(zone_hours or 0) > 23 or int(zone_minutes or 0) > 59:
        return None
    written = f"{date}T{minute or '00:00'}:{second or '00'}.{(decimals or '').ljust(6, '0')}"
    offset = timedelta(hours=int(zone_hours or 0), minutes=int(zone_minutes or 0))
    try:
        local = datetime.fromisoformat(written)
        return local + offset if sign == "-" else local - offset
    except (ValueError, OverflowError):
        return None


def canonical_time(moment: datetime) -> str:
    """Q2, and the id of a segment change: YYYY-MM-DDTHH:MM:SS.ffffffZ."""
    return moment.isoformat(timespec="microseconds") + "Z"


def whole_seconds(length: timedelta) -> int:
    """Seconds, rounded down."""
    return length // timedelta(seconds=1)


def unix_seconds(moment: datetime) -> float:
    return (moment - EPOCH) / timedelta(seconds=1)
