"""How Newtonsoft's ``JToken.ToObject`` turns a JSON value into a .NET property's type.

Source: ``JToken.cs`` and ``Utilities/EnumUtils.cs`` of JamesNK/Newtonsoft.Json. Two
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
        from funcbind.settings.json_number import double_text

        return double_text(value)
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


def date_text(text: str) -> str | None:
    """Return what becomes of text that Newtonsoft takes for a date, ``None`` for any other text.

    The zone of the machine is taken to be UTC, as it is in Azure.

    >>> date_text("2024-05-18T10:00:00+02:00"), date_text("/Date(0)/"), date_text("2024-05-18")
    ('05/18/2024 08:00:00', '01/01/1970 00:00:00', None)
    """
    if text[:6] != "/Date(" and text[10:11] != "T":
        return None
    from datetime import timezone

    from funcbind.settings.json_dates import DateOutOfRange
    from funcbind.settings.json_dates import date_text as converted

    try:
        return converted(text, timezone.utc)
    except DateOutOfRange:
        return None  # the file it stands in is refused as a whole
