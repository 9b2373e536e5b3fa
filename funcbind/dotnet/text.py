"""How .NET compares, trims and orders text, where Python's own methods differ."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

# char.IsWhiteSpace: unlike str.isspace(), U+001C..U+001F are not white space.
WHITE_SPACE = (
    "\t\n\x0b\x0c\r \x85\xa0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a"
    "\u2028\u2029\u202f\u205f\u3000"
)
# Dotless i and long s; and letters whose capitals came with Unicode 16, which the host's ICU does not know.
_UNFOLDED = "\u0131\u017f\u019b\u0264\u1c8a\ua7cd\ua7db"


def fold(text: str) -> str:
    """Return the form under which ``StringComparer.OrdinalIgnoreCase`` finds two texts equal.

    Simple upper case per code point, the same in each version of Python; dotless i and long s stay themselves
    (recorded in ``configuration.jsonl``).
    """
    if text.isascii():
        return text.upper()
    return "".join(map(_fold_one, text))


def _fold_one(char: str) -> str:
    if char in _UNFOLDED:
        return char
    if "\U00010d70" <= char <= "\U00010d85":  # Garay, which Python knows from 3.14 on
        return chr(ord(char) - 0x20)
    upper = char.upper()
    if len(upper) == 1:
        return upper
    title = char.title()
    return title if len(title) == 1 else char


def is_blank(text: str | None) -> bool:
    """``string.IsNullOrWhiteSpace``."""
    return text is None or not text.strip(WHITE_SPACE)


def trim(text: str) -> str:
    """``string.Trim()``."""
    return text.strip(WHITE_SPACE)


def parse_int32(text: str) -> int | None:
    """``int.TryParse`` with the invariant culture: ASCII digits, one sign, ASCII blanks around, 32 bits."""
    digits = text.rstrip("\0").strip("\t\n\x0b\x0c\r ")
    unsigned = digits[1:] if digits[:1] in ("+", "-") else digits
    if not (unsigned.isascii() and unsigned.isdigit()) or len(unsigned.lstrip("0")) > 10:
        return None
    number = int(digits[: len(digits) - len(unsigned)] + (unsigned.lstrip("0") or "0"))
    return number if -(2**31) <= number < 2**31 else None


def ordered(segments: Iterable[str]) -> list[str]:
    """Sort configuration path segments: empty, then numbers by value, then text by upper case.

    Numbers more than 2**31 apart change places: ``ConfigurationKeyComparer`` subtracts them, and that overflows.
    """
    found = sorted(segments, key=_segment_order)
    numbers = [number for kind, number, _ in map(_segment_order, found) if kind == 1]
    if not numbers or numbers[-1] - numbers[0] < 2**31:
        return found
    from functools import cmp_to_key

    return sorted(found, key=cmp_to_key(_compare_segments))


def _compare_segments(one: str, other: str) -> int:
    first, second = _segment_order(one), _segment_order(other)
    if first[0] == second[0] == 1:
        return (first[1] - second[1] + 2**31) % 2**32 - 2**31
    return (first > second) - (first < second)


def _segment_order(segment: str) -> tuple[int, int, str]:
    if not segment:
        return (0, 0, "")
    number = parse_int32(segment)
    if number is not None:
        return (1, number, "")
    return (2, 0, fold(segment))
