"""Texts that Newtonsoft takes for dates, and what is left of them in a setting.

``"2024-05-18T00:00:00Z"`` arrives as ``05/18/2024 00:00:00``: Core Tools parses the file with date detection on.
Sources: ``DateTimeUtils.cs`` and ``DateTimeParser.cs`` of JamesNK/Newtonsoft.Json 13.0.
"""

from __future__ import annotations

from funcbind.settings.json_text import DateOutOfRange as DateOutOfRange
from funcbind.settings.json_text import looks_like_date as looks_like_date

TYPE_CHECKING = False
if TYPE_CHECKING:
    from datetime import datetime, tzinfo

# .NET counts time in ticks of 100 ns from the year 1 to the last tick of 9999.
_SECOND = 10_000_000
_MINUTE = 60 * _SECOND
_DAY = 24 * 60 * _MINUTE
_LAST = 3_652_059 * _DAY - 1
_EPOCH = 719_162 * _DAY
# Digits of the largest 64-bit number; more are no number to Newtonsoft, zeros in front of it included.
_LONGEST = 19


def date_text(text: str, zone: tzinfo | None = None) -> str | None:
    """Return what a date becomes as a setting, ``None`` for a text that is no date.

    Args:
        text: the string of the file.
        zone: the time zone of the machine; its own by default. A date with an offset is shown in it.

    Raises:
        DateOutOfRange: see there.
    """
    if (found := _read(text, zone)) is None:
        return None
    moment = _moment(found[0])
    # strftime pads the year differently on each platform.
    return f"{moment.month:02d}/{moment.day:02d}/{moment.year:04d} {moment:%H:%M:%S}"


def date_json(text: str, zone: tzinfo | None = None) -> str | None:
    """Return how a date is written back into JSON, without quotes; as :func:`date_text` otherwise."""
    if (found := _read(text, zone)) is None:
        return None
    ticks, kind = found
    moment = _moment(ticks)
    fraction = f".{ticks % _SECOND:07d}".rstrip("0") if ticks % _SECOND else ""
    if kind == "local":
        minutes = _offset_of(moment, zone) // _MINUTE
        kind = f"{'-' if minutes < 0 else '+'}{abs(minutes) // 60:02d}:{abs(minutes) % 60:02d}"
    return f"{moment.year:04d}-{moment.month:02d}-{moment.day:02d}T{moment:%H:%M:%S}{fraction}{kind}"


def _read(text: str, zone: tzinfo | None) -> tuple[int, str] | None:
    """Return the ticks of a date and its kind: ``"Z"``, ``""`` (no zone) or ``"local"`` (it had an offset)."""
    if not looks_like_date(text):
        return None
    return _microsoft(text, zone) if text[0] == "/" else _iso(text, zone)


def _moment(ticks: int) -> datetime:
    from datetime import datetime, timedelta

    return datetime(1, 1, 1) + timedelta(microseconds=ticks // 10)


def _digits(text: str, start: int, count: int) -> int | None:
    part = text[start : start + count]
    return int(part) if len(part) == count and part.isascii() and part.isdigit() else None


def _iso(text: str, zone: tzinfo | None) -> tuple[int, str] | None:
    from datetime import date

    year, month, day = _digits(text, 0, 4), _digits(text, 5, 2), _digits(text, 8, 2)
    hour, minute, second = (_digits(text, start, 2) for start in (11, 14, 17))
    if None in (year, month, day, hour, minute, second) or text[4] + text[7] + text[13] + text[16] != "--::":
        return None
    assert hour is not None and minute is not None and second is not None  # noqa: S101, PT018 - tested just above
    if hour > 24 or minute > 59 or second > 59 or (hour == 24 and (minute or second)):
        return None
    try:
        days = date(year or 0, month or 0, day or 0).toordinal() - 1
    except ValueError:
        return None
    position, fraction = _fraction(text, 19)
    offset = _offset(text[position:])
    if fraction is None or offset is None or (hour == 24 and fraction):
        return None
    ticks = days * _DAY + (hour * 60 + minute) * _MINUTE + second * _SECOND + fraction
    if ticks > _LAST:
        raise DateOutOfRange
    if isinstance(offset, str):
        return ticks, offset
    shifted = ticks - offset * _MINUTE
    if 0 <= shifted <= _LAST:
        return _local(shifted, zone), "local"
    return _within(shifted + _offset_of(_moment(ticks), zone)), "local"


def _fraction(text: str, position: int) -> tuple[int, int | None]:
    """Return the position after the fraction of a second and its ticks, ``None`` for a point without digits."""
    if text[position : position + 1] != ".":
        return position, 0
    start = position = position + 1
    while position - start < 7 and _digits(text, position, 1) is not None:
        position += 1
    return position, int(text[start:position].ljust(7, "0")) if position > start else None


def _offset(rest: str) -> int | str | None:
    """Return the offset in minutes, ``"Z"`` for UTC, ``""`` for none, ``None`` when something else follows.

    Two digits without a sign before them pass for the minutes of an offset that is then not applied.
    """
    if rest in ("Z", "z"):
        return "Z"
    hours = _digits(rest, 1, 2)
    sign = rest[:1] if hours is not None and rest[0] in "+-" else ""
    minutes = (rest[3:] if sign else rest).removeprefix(":")
    if minutes and (len(minutes) != 2 or _digits(minutes, 0, 2) is None):
        return None
    if not sign:
        return ""
    return int(f"{sign}{(hours or 0) * 60 + int(minutes or 0)}")


def _microsoft(text: str, zone: tzinfo | None) -> tuple[int, str] | None:
    body = text[6:-2]
    mark = max(body.find("+", 1), -1)
    mark = mark if mark >= 0 else body.find("-", 1)
    number = body if mark < 0 else body[:mark]
    if mark >= 0 and not _is_offset(body[mark + 1 :]):
        return None
    digits = number.removeprefix("-")
    if not (digits.isascii() and digits.isdigit()) or len(digits) > _LONGEST or not -(2**63) <= int(number) < 2**63:
        return None
    # The multiplication is not checked: it wraps around at 64 bits.
    ticks = (int(number) * 10_000 + _EPOCH + 2**63) % 2**64 - 2**63
    if not 0 <= ticks <= _LAST:
        raise DateOutOfRange
    return (ticks, "Z") if mark < 0 else (_local(ticks, zone), "local")


def _is_offset(text: str) -> bool:
    """Whether an offset begins with its hours.

    Newtonsoft means to look at the minutes too, but compares the text's length with a position in its buffer; the
    minutes count only for a text that stands at the very beginning of that, which means one with an escape.
    """
    return _digits(text, 0, 2) is not None


def _local(ticks: int, zone: tzinfo | None) -> int:
    """``DateTime.ToLocalTime()`` of a time in UTC; it stops at the first and the last moment there is."""
    from datetime import timezone

    try:
        offset = _moment(ticks).replace(tzinfo=timezone.utc).astimezone(zone).utcoffset()
    except (OverflowError, ValueError, OSError):
        return 0 if ticks < _LAST // 2 else _LAST
    # .NET's time zones have whole minutes.
    return _within(ticks + int((offset.total_seconds() if offset else 0) / 60) * _MINUTE)


def _offset_of(local: datetime, zone: tzinfo | None) -> int:
    """Ticks by which a local time is ahead of UTC."""
    try:
        offset = local.replace(tzinfo=zone).utcoffset() if zone else local.astimezone().utcoffset()
    except (OverflowError, ValueError, OSError):
        offset = None
    return int((offset.total_seconds() if offset else 0) / 60) * _MINUTE


def _within(ticks: int) -> int:
    return min(max(ticks, 0), _LAST)
