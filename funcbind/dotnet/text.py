"""How .NET compares, trims and orders text, where Python's own methods differ."""

from __future__ import annotations

# char.IsWhiteSpace: unlike str.isspace(), U+001C..U+001F are not white space.
WHITE_SPACE = (
    "\t\n\x0b\x0c\r \x85\xa0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a"
    "\u2028\u2029\u202f\u205f\u3000"
)


def fold(text: str) -> str:
    """Return the form under which ``StringComparer.OrdinalIgnoreCase`` finds two texts equal.

    Simple upper case per code point; dotless i and long s stay themselves (recorded in ``configuration.jsonl``).
    """
    if text.isascii():
        return text.upper()
    return "".join(map(_fold_one, text))


def _fold_one(char: str) -> str:
    if char in "\u0131\u017f":
        return char
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
    number = int(digits)
    return number if -(2**31) <= number < 2**31 else None


def segment_order(segment: str) -> tuple[int, int, str]:
    """Sort key of one configuration path segment: empty, then numbers by value, then text by upper case."""
    if not segment:
        return (0, 0, "")
    number = parse_int32(segment)
    if number is not None:
        return (1, number, "")
    return (2, 0, fold(segment))
