"""Texts that Newtonsoft takes for dates, and what is left of them in a setting.

``"2024-05-18T00:00:00Z"`` arrives as ``05/18/2024 00:00:00``: Core Tools parses the file with date detection on.
Sources: ``DateTimeUtils.cs`` and ``DateTimeParser.cs`` of JamesNK/Newtonsoft.Json 13.0.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from datetime import datetime, tzinfo


class DateOutOfRange(Exception):
    """``/Date(...)/`` with a number that no date has: .NET fails with an error that is not a JSON error."""


def looks_like_date(text: str) -> bool:
    """A cheap test that every text which is a date passes."""
    if text.startswith("/Date("):
        return len(text) >= 9 and text.endswith(")/")
    return 19 <= len(text) <= 40 and text[10] == "T" and text[0].isdigit()


def date_text(text: str, zone: tzinfo | None = None) -> str | None:
    """Return what a date becomes as a setting, ``None`` for a text that is no date.

    Args:
        text: the string of the file.
        zone: the time zone of the machine; its own by default. A date with an offset is shown in it.

    Raises:
        DateOutOfRange: see there.
    """
    if not looks_like_date(text):
        return None
    moment = _microsoft(text, zone) if text[0] == "/" else _iso(text, zone)
    if moment is None:
        return None
    # strftime pads the year differently on each platform.
    return f"{moment.month:02d}/{moment.day:02d}/{moment.year:04d} {moment:%H:%M:%S}"


def _digits(text: str, start: int, count: int) -> int | None:
    part = text[start : start + count]
    return int(part) if len(part) == count and part.isascii() and part.isdigit() else None


def _iso(text: str, zone: tzinfo | None) -> datetime | None:
    from datetime import datetime, timedelta

    year, month, day = _digits(text, 0, 4), _digits(text, 5, 2), _digits(text, 8, 2)
    hour, minute, second = (_digits(text, start, 2) for start in (11, 14, 17))
    if None in (year, month, day, hour, minute, second) or text[4] + text[7] + text[13] + text[16] != "--::":
        return None
    assert hour is not None and minute is not None and second is not None  # noqa: S101, PT018 - tested just above
    if hour > 24 or minute > 59 or second > 59 or (hour == 24 and (minute or second)):
        return None
    try:
        moment = datetime(year or 0, month or 0, day or 0, hour % 24, minute, second)
    except ValueError:
        return None
    position = _fraction(text, 19, hour)
    offset = _offset(text, position) if position else None
    if offset is None:
        return None
    try:
        moment += timedelta(days=hour // 24)
        return moment if offset == "" else _local(moment - timedelta(minutes=int(offset)), zone)
    except OverflowError:
        raise DateOutOfRange from None


def _fraction(text: str, position: int, hour: int) -> int:
    """Return the position after the fraction of a second, 0 when there is no date after all."""
    if text[position : position + 1] != ".":
        return position
    start = position = position + 1
    while position - start < 7 and _digits(text, position, 1) is not None:
        position += 1
    if position == start or (hour == 24 and int(text[start:position])):
        return 0
    return position


def _offset(text: str, position: int) -> str | None:
    """Return the offset in minutes as text, ``""`` for none or UTC, ``None`` when something else follows."""
    rest = text[position:]
    if rest in ("", "Z", "z"):
        return ""
    hours = _digits(rest, 1, 2)
    if hours is None or rest[0] not in "+-":
        return None
    minutes = rest[3:].removeprefix(":")
    if minutes and (len(minutes) != 2 or _digits(minutes, 0, 2) is None):
        return None
    if rest[3:] == ":":
        return f"{rest[0]}{hours * 60}"
    return f"{rest[0]}{hours * 60 + int(minutes or 0)}"


def _microsoft(text: str, zone: tzinfo | None) -> datetime | None:
    from datetime import datetime, timedelta

    body = text[6:-2]
    mark = max(body.find("+", 1), -1)
    mark = mark if mark >= 0 else body.find("-", 1)
    number = body if mark < 0 else body[:mark]
    if mark >= 0 and not _is_offset(body[mark + 1 :]):
        return None
    digits = number.removeprefix("-")
    if not (digits.isascii() and digits.isdigit()) or not -(2**63) <= int(number) < 2**63:
        return None
    try:
        moment = datetime(1970, 1, 1) + timedelta(milliseconds=int(number))
        return moment if mark < 0 else _local(moment, zone)
    except OverflowError:
        raise DateOutOfRange from None


def _is_offset(text: str) -> bool:
    return _digits(text, 0, 2) is not None and (len(text) <= 2 or _digits(text, 2, 2) is not None)


def _local(moment: datetime, zone: tzinfo | None) -> datetime:
    from datetime import timezone

    return moment.replace(tzinfo=timezone.utc).astimezone(zone)
