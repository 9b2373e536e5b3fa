"""How .NET turns text into values, where Python's own conversions accept more or less."""

from __future__ import annotations

from binascii import a2b_base64

from funcbind.dotnet.text import WHITE_SPACE, fold, parse_int32, trim

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

_BASE64 = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
_BASE64_BLANKS = str.maketrans("", "", " \t\n\r")
_SIGNS_AND_DIGITS = tuple("+-0123456789")
_HEX = "0123456789ABCDEFabcdef"
_MOST_DAYS = 10675199


def from_base64(text: str) -> bytes | None:
    """``Convert.FromBase64String``: the bytes, ``None`` when the text is not base64.

    Blanks and line ends may stand anywhere; padding is required and only at the end.
    """
    text = text.translate(_BASE64_BLANKS)
    body = text.rstrip("=")
    if len(text) % 4 or len(text) - len(body) > 2 or body.strip(_BASE64):
        return None
    return a2b_base64(text)


def parse_bool(text: str) -> bool | None:
    """``bool.TryParse``: ``True`` and ``False`` in any letter case, blanks and NULs around; ``None`` for the rest."""
    word = fold(text.strip(WHITE_SPACE + "\0"))
    return word == "TRUE" if word in ("TRUE", "FALSE") else None


def parse_enum(text: str, members: Mapping[str, int], *, ignore_case: bool) -> int | None:
    """``Enum.Parse``: the value, ``None`` when the text names none.

    A whole number stands for itself, also one that no member has; names may be joined by commas and are then OR-ed.
    """
    text = trim(text)
    if text[:1] in _SIGNS_AND_DIGITS:
        return parse_int32(text) if text else None
    value = 0
    for part in text.split(","):
        found = _member(trim(part), members, ignore_case=ignore_case)
        if found is None:
            return None
        value |= found
    return value


def convert_enum(text: str, members: Mapping[str, int]) -> int | None:
    """``EnumConverter``, which option binding uses: as ``Enum.Parse``, and numbers may stand in a list too."""
    values = [parse_enum(part, members, ignore_case=True) for part in text.split(",")]
    value = 0
    for found in values:
        if found is None:
            return None
        value |= found
    return value


def enum_text(value: int, members: Mapping[str, int]) -> str:
    """``Enum.ToString()``: the member's name, the number when no member has it."""
    return next((name for name, number in members.items() if number == value), str(value))


def convert_int32(text: str) -> int | None:
    """``Int32Converter``, which option binding uses: ``int.Parse``, or hexadecimal after ``#``, ``0x`` or ``&h``."""
    text = trim(text)
    prefix = 1 if text[:1] == "#" else 2 if text[:2].lower() in ("0x", "&h") else 0
    if not prefix:
        return parse_int32(text)
    digits = text[prefix:]
    digits = digits[2:] if digits[:2].lower() == "0x" else digits
    if not digits or digits.strip(_HEX) or len(digits.lstrip("0")) > 8:
        return None
    number = int(digits, 16)
    return number - 2**32 if number >= 2**31 else number


def is_time_span(text: str) -> bool:
    """Whether ``TimeSpan.Parse`` takes the text: days, ``[days.]hours:minutes[:seconds[.fraction]]``, a sign before.

    A colon may follow the days as well, so ``24:00:00``, no time of day, is twenty-four days.
    """
    text = trim(text).removeprefix("-")
    *others, last = text.split(":")
    if not others:
        return _within((last,), (_MOST_DAYS,))
    seconds, point, fraction = last.partition(".")
    days, dot, first = others[0].rpartition(".")
    units = (*([days] if dot else []), first, *others[1:], seconds)
    if point and not (_is_fraction(fraction) and len(units) == (4 if dot else max(3, len(units)))):
        return False
    if len(units) == 3 and not dot and _within(units, (23, 59, 59)):
        return True
    if len(units) == 3 and point:
        return False
    limits = (_MOST_DAYS, 23, 59, 59)[: len(units)] if len(units) > 2 or dot else (23, 59)
    return _within(units, limits)


def _is_fraction(digits: str) -> bool:
    return digits.isascii() and digits.isdigit() and (len(digits) <= 7 or digits[0] == "0")


def _within(units: tuple[str, ...], limits: tuple[int, ...]) -> bool:
    if len(units) != len(limits) or not all(unit.isascii() and unit.isdigit() for unit in units):
        return False
    # Not int() at once: Python itself refuses a text of thousands of digits.
    return all(len(unit.lstrip("0")) <= 8 and int(unit[-8:]) <= most for unit, most in zip(units, limits, strict=True))


def _member(name: str, members: Mapping[str, int], *, ignore_case: bool) -> int | None:
    if not ignore_case:
        return members.get(name)
    folded = fold(name)
    return next((number for member, number in members.items() if fold(member) == folded), None)
