"""The characters of a JSON text: lines, white space and comments, names and strings."""

from __future__ import annotations

from bisect import bisect_right

from funcbind.dotnet.text import WHITE_SPACE

_ESCAPES = {"b": "\b", "t": "\t", "n": "\n", "f": "\f", "r": "\r", "\\": "\\", '"': '"', "'": "'", "/": "/"}
_HEX = frozenset("0123456789abcdefABCDEF")
BLANK = frozenset(WHITE_SPACE + "\0")  # NUL too counts as white space between tokens


class Lines:
    """Where the lines of a text begin; a line ends with CR LF, LF or CR."""

    def __init__(self, text: str) -> None:
        starts = [0]
        position = text.find("\n")
        while position >= 0:
            starts.append(position + 1)
            position = text.find("\n", position + 1)
        position = text.find("\r")
        lone = False
        while position >= 0:
            if text[position + 1 : position + 2] != "\n":
                starts.append(position + 1)
                lone = True
            position = text.find("\r", position + 1)
        if lone:
            starts.sort()
        self._starts = starts

    def place(self, position: int) -> tuple[int, int]:
        """Return the 1-based line and column, in code points, of a position."""
        line = bisect_right(self._starts, position)
        return line, position - self._starts[line - 1] + 1

    def position(self, line: int, column: int) -> int:
        """Return the position of a place that :meth:`place` gave."""
        return self._starts[line - 1] + column - 1

    def after(self, position: int, end: int) -> int:
        """Return where the next line begins, ``end`` when this one is the last."""
        line = bisect_right(self._starts, position)
        return self._starts[line] if line < len(self._starts) else end


def is_letter(char: str) -> bool:
    """``char.IsLetterOrDigit``.

    .NET looks at UTF-16 units, so nothing beyond U+FFFF is a letter; ``²`` and ``Ⅷ`` are digits to Python alone.
    """
    return (char.isalpha() or char.isdecimal()) and char <= "\uffff"


def is_identifier(char: str) -> bool:
    """Whether a name without quotes may hold this character."""
    return char in "_$" or is_letter(char)


def skip_blank(text: str, position: int, lines: Lines) -> tuple[int, int | None]:
    """Return the position after white space and comments, and where a comment without an end begins.

    NUL counts as white space between tokens, as it does to Newtonsoft; the byte order mark does not. A comment of two
    slashes at the very end of the text has no end to Newtonsoft; with one more character it has.
    """
    end = len(text)
    while position < end:
        char = text[position]
        if char in BLANK:
            position += 1
        elif char == "/" and text.startswith("//", position):
            if position + 2 == end:
                return end, position
            position = lines.after(position, end)
        elif char == "/" and text.startswith("/*", position):
            close = text.find("*/", position + 2)
            if close < 0:
                return end, position
            position = close + 2
        else:
            break
    return position, None


def read_string(text: str, start: int, lines: Lines, *, one_line: bool) -> tuple[str, int, list[tuple[str, int]]]:
    """Read the string whose quotation mark is at ``start``; one without an end is given up where its line ends.

    Args:
        text: the whole text.
        start: the place of the quotation mark.
        lines: the lines of the text.
        one_line: whether a string has to end in the line it begins in.

    Returns:
        The value, the position after it, and the faults as pairs of a message and a position.
    """
    quote, position, end = text[start], start + 1, len(text)
    parts: list[str] = []
    faults: list[tuple[str, int]] = []
    if one_line:
        end = lines.after(start, end)
    closing = text.find(quote, position, end)
    if closing < 0:
        end = lines.after(start, end)
    escape = text.find("\\", position, end if closing < 0 else closing)
    while escape >= 0:
        parts.append(text[position:escape])
        char = text[escape + 1 : escape + 2]
        if char == "u":
            value, position, fault = _unicode(text, escape)
            parts.append(value)
            if fault:
                faults.append(("an escape needs four hexadecimal digits", escape))
        else:
            if char not in _ESCAPES:
                faults.append(("there is no such escape; a backslash is written twice", escape))
            parts.append(_ESCAPES.get(char, char))
            position = escape + 2
        if closing >= 0 and closing < position:
            closing = text.find(quote, position, end)
        escape = text.find("\\", position, end if closing < 0 else closing)
    if closing < 0:
        faults.insert(0, ("a string that begins here has no end", start))
        return "".join(parts), max(position, end), faults
    parts.append(text[position:closing])
    return "".join(parts), closing + 1, faults


def _unicode(text: str, escape: int) -> tuple[str, int, bool]:
    """Read a Unicode escape, pairs of surrogates joined, a lone one replaced; also whether a digit is missing."""
    units: list[int] = []
    position = escape
    while text.startswith("\\u", position):
        digits = text[position + 2 : position + 6]
        if len(digits) < 4 or not _HEX.issuperset(digits):
            if units:
                break
            return "\ufffd", position + 2, True
        unit = int(digits, 16)
        units.append(unit)
        position += 6
        if not 0xD800 <= unit < 0xDC00:
            break
    raw = b"".join(unit.to_bytes(2, "little") for unit in units)
    return _replace_lone(raw.decode("utf-16-le", "surrogatepass")), position, False


def _replace_lone(text: str) -> str:
    return "".join("\ufffd" if "\ud800" <= char <= "\udfff" else char for char in text)


class DateOutOfRange(Exception):
    """``/Date(...)/`` with a number that no date has: .NET fails with an error that is not a JSON error."""


def looks_like_date(text: str) -> bool:
    """A cheap test that every text which is a date passes."""
    if text.startswith("/Date("):
        return len(text) >= 9 and text.endswith(")/")
    return 19 <= len(text) <= 40 and text[10] == "T" and text[0].isdigit()
