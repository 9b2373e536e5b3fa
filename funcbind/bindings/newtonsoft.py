"""How Newtonsoft's ``JToken.ToObject`` turns a JSON value into a .NET property's type.

Source: ``JToken.cs``, ``Utilities/EnumUtils.cs`` and ``Utilities/DateTimeParser.cs`` of JamesNK/Newtonsoft.Json. Two
things surprise: text in the form of an ISO date becomes a date when the file is parsed, and is text in another form
when it is read; and nearly everything converts to text.

>>> to_text(1.50), to_text(True), to_text("2024-05-18T00:00:00Z")
('1.5', 'True', '05/18/2024 00:00:00')
"""

from __future__ import annotations

from funcbind.dotnet.convert import parse_bool
from funcbind.dotnet.text import WHITE_SPACE, fold, parse_int32
from funcbind.errors import Refused

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

_DIGITS = "0123456789"
_MOST_BITS = 8192
_TICKS_AT_EPOCH_DAYS = 719_162


def to_text(value: object) -> str | None:
    """Return a value as the text property gets it, ``None`` for null.

    Raises:
        Refused: ``invalid_binding`` for a list or an object.
    """
    if value is None:
        return None
    if isinstance(value, str):
        return date_text(value) or value
    if isinstance(value, bool):
        return str(value)
    if isinstance(value, int) and value.bit_length() < _MOST_BITS:
        return str(value)
    if isinstance(value, float):
        return number_text(value)
    raise _cannot(value, "text")


def to_texts(value: object) -> list[str | None] | None:
    """Return a value as a property that is a list of texts gets it, ``None`` for null and for empty text.

    Raises:
        Refused: ``invalid_binding`` for anything that is not a list, and for a list or an object inside.
    """
    if value is None or value == "":
        return None
    if not isinstance(value, list):
        raise _cannot(value, "a list")
    return [to_text(item) for item in value]


def to_bool(value: object) -> bool:
    """Return a value as a boolean property gets it.

    Raises:
        Refused: ``invalid_option`` for other text than ``true`` and ``false``, ``invalid_binding`` for the rest.
    """
    if isinstance(value, (bool, int, float)):
        return bool(value)
    if isinstance(value, str) and date_text(value) is None:
        found = parse_bool(value)
        if found is None:
            raise Refused("invalid_option", "the text is neither true nor false", hint="write true or false")
        return found
    raise _cannot(value, "true or false")


def to_int32(value: object) -> int:
    """Return a value as a number property gets it; halves go to the even number.

    Raises:
        Refused: ``invalid_option`` for text that is no whole number, ``invalid_binding`` for the rest.
    """
    if isinstance(value, (bool, int)):
        return _within(int(value))
    if isinstance(value, float) and abs(value) < 2**32:  # not for NaN and infinity
        return _within(round(value))
    if isinstance(value, str) and date_text(value) is None:
        number = parse_int32(value)
        if number is not None:
            return number
        digits = value.strip(WHITE_SPACE)
        if digits[:1] in ("+", "-"):
            digits = digits[1:]
        if not digits or digits.strip(_DIGITS):
            raise Refused("invalid_option", "the text is not a whole number", hint="write a whole number")
    raise _cannot(value, "a 32-bit number")


def to_enum(value: object, members: Mapping[str, int], *, nullable: bool = False, flags: bool = False) -> str | None:
    """Return a value as an enumeration's property gets it: a member's name, or a number that no member has.

    Raises:
        Refused: ``invalid_binding`` for a name that no member has, and for null unless it is allowed.
    """
    if nullable and (value is None or value == ""):
        return None
    if isinstance(value, str) and date_text(value) is None:
        return _enum_text(_parse_enum(value, members), members, flags=flags)
    if isinstance(value, int) and not isinstance(value, bool) and value.bit_length() < 64:
        return _enum_text(_wrapped(value), members, flags=flags)
    if nullable or value is None:
        raise _cannot(value, "one of " + ", ".join(members))
    return _enum_text(to_int32(value), members, flags=flags)


def _parse_enum(text: str, members: Mapping[str, int]) -> int:
    text = text.strip(WHITE_SPACE)
    folded = {fold(name): number for name, number in members.items()}
    if text[:1] in ("+", "-", *_DIGITS):
        number = parse_int32(text)
        if number is not None:
            return number
    found = 0
    for part in text.split(","):
        name = fold(part.strip(WHITE_SPACE))
        if name not in folded:
            raise Refused("invalid_binding", "the text is not one of " + ", ".join(members), hint="write one of them")
        found |= folded[name]
    return found


def _enum_text(number: int, members: Mapping[str, int], *, flags: bool) -> str:
    for name, value in members.items():
        if value == number:
            return name
    if flags and number > 0:
        names = [name for name, value in members.items() if value & number == value]
        if _joined(members[name] for name in names) == number:
            return ", ".join(names)
    return str(number)


def _joined(numbers: object) -> int:
    found = 0
    for number in numbers:  # type: ignore[attr-defined]
        found |= number
    return found


def _wrapped(number: int) -> int:
    return (number + 2**31) % 2**32 - 2**31


def _within(number: int) -> int:
    if -(2**31) <= number < 2**31:
        return number
    raise _cannot(number, "a 32-bit number")


def _cannot(value: object, what: str) -> Refused:
    names = {type(None): "null", list: "a list", dict: "an object"}
    shown = names.get(type(value), "what is given")
    return Refused("invalid_binding", f"{shown} cannot be {what}; the host refuses the binding", hint=f"write {what}")


def number_text(number: float) -> str:
    """``Convert.ToString(double, CultureInfo.InvariantCulture)``.

    >>> number_text(100.0), number_text(1e16), number_text(1e17), number_text(0.00001), number_text(-0.0)
    ('100', '10000000000000000', '1E+17', '1E-05', '-0')
    """
    if number != number:
        return "NaN"
    if number in (float("inf"), float("-inf")):
        return "Infinity" if number > 0 else "-Infinity"
    digits, _, exponent = repr(number).partition("e")
    if not exponent:
        return digits.removesuffix(".0")
    power = int(exponent)
    digits = digits.removesuffix(".0")
    if power == 16:  # .NET changes to the short form one power of ten later
        return f"{number:.0f}"
    return f"{digits}E{'-' if power < 0 else '+'}{abs(power):02}"


def date_text(text: str) -> str | None:
    """Return what becomes of text in the form of a date, ``None`` for any other text.

    The zone of the machine is taken to be UTC, as it is in Azure.

    >>> date_text("2024-05-18T10:00:00+02:00"), date_text("/Date(0)/"), date_text("2024-05-18")
    ('05/18/2024 08:00:00', '01/01/1970 00:00:00', None)
    """
    if text[:6] == "/Date(" and text.endswith(")/"):
        return _script_date(text[6:-2])
    if not 19 <= len(text) <= 40 or text[10] != "T" or not text[0].isdigit():
        return None
    return _iso_date(text)


def _iso_date(text: str) -> str | None:
    numbers = [text[0:4], text[5:7], text[8:10], text[11:13], text[14:16], text[17:19]]
    if not all(part.isascii() and part.isdigit() for part in numbers):
        return None
    if (text[4], text[7], text[13], text[16]) != ("-", "-", ":", ":"):
        return None
    year, month, day, hour, minute, second = map(int, numbers)
    rest = text[19:]
    if rest[:1] == ".":
        fraction = len(rest[1:]) - len(rest[1:].lstrip(_DIGITS))
        if not 1 <= fraction <= 7:
            return None
        rest = rest[1 + fraction :]
    offset = _offset(rest)
    if offset is None or not (1 <= month <= 12 and year and 1 <= day <= _days(year, month)):
        return None
    if hour > 24 or minute > 59 or second > 59 or (hour == 24 and (minute or second)):
        return None
    minutes = (_day_number(year, month, day) * 24 + hour) * 60 + minute - offset
    return _shown(minutes * 60 + second)


def _offset(zone: str) -> int | None:
    """Return the minutes east of UTC of a zone, ``None`` when it is none."""
    if zone in ("", "Z", "z"):
        return 0
    digits = zone[1:].replace(":", "") if zone[3:4] == ":" else zone[1:]
    if zone[0] not in "+-" or len(digits) not in (2, 4) or not (digits.isascii() and digits.isdigit()):
        return None
    minutes = int(digits[:2]) * 60 + int(digits[2:] or 0)
    return minutes if zone[0] == "+" else -minutes


def _script_date(inside: str) -> str | None:
    digits = inside[1:] if inside[:1] == "-" else inside
    for sign in "+-":
        digits, _, zone = digits.partition(sign)
        if zone and not (zone.isascii() and zone.isdigit()):
            return None
    if not (digits.isascii() and digits.isdigit()) or len(digits) > 15:
        return None
    milliseconds = -int(digits) if inside[:1] == "-" else int(digits)
    return _shown(_TICKS_AT_EPOCH_DAYS * 86_400 + milliseconds // 1000)


def _shown(seconds: int) -> str | None:
    """Return seconds since the first day of year 1 as ``MM/dd/yyyy HH:mm:ss``, ``None`` outside .NET's range."""
    from datetime import datetime, timedelta

    try:
        moment = datetime(1, 1, 1) + timedelta(seconds=seconds)
    except OverflowError:
        return None
    return f"{moment.month:02}/{moment.day:02}/{moment.year:04} {moment.hour:02}:{moment.minute:02}:{moment.second:02}"


def _day_number(year: int, month: int, day: int) -> int:
    from datetime import date

    return date(year, month, day).toordinal() - 1


def _days(year: int, month: int) -> int:
    if month == 2:
        return 29 if year % 4 == 0 and (year % 100 != 0 or year % 400 == 0) else 28
    return 30 if month in (4, 6, 9, 11) else 31
