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


def is_identifier(char: str) -> bool:
    """Whether a name without quotes may hold this character."""
    return char.isalnum() or char in "_$"


def skip_blank(text: str, position: int) -> tuple[int, int | None]:
    """Return the position after white space and comments, and where a comment without an end begins.

    NUL counts as white space between tokens, as it does to Newtonsoft; the byte order mark does not.
    """
    end = len(text)
    while position < end:
        char = text[position]
        if char in BLANK:
            position += 1
        elif char == "/" and text.startswith("//", position):
            ends = [found for found in (text.find("\n", position), text.find("\r", position)) if found >= 0]
            position = min(ends, default=end)
        elif char == "/" and text.startswith("/*", position):
            close = text.find("*/", position + 2)
            if close < 0:
                return end, position
            position = close + 2
        else:
            break
    return position, None


def read_string(text: str, start: int, line_break_ends: bool) -> tuple[str, int, list[tuple[str, int]]]:
    """Read the string whose quotation mark is at ``start``.

    Returns:
        The value, the position after it, and the faults as pairs of a message and a position.
    """
    quote, position, end = text[start], start + 1, len(text)
    parts: list[str] = []
    faults: list[tuple[str, int]] = []
    if line_break_ends:
        line_end = text.find("\n", position)
        end = line_end if line_end >= 0 else end
    closing = text.find(quote, position, end)
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
        line_end = text.find("\n", start)
        return "".join(parts), line_end if line_end >= 0 else len(text), faults
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
        if units and not (0xD800 <= units[-1] < 0xDC00):
            break
        units.append(unit)
        position += 6
        if not 0xD800 <= unit < 0xDC00:
            break
    raw = b"".join(unit.to_bytes(2, "little") for unit in units)
    return _replace_lone(raw.decode("utf-16-le", "surrogatepass")), position, False


def _replace_lone(text: str) -> str:
    return "".join("\ufffd" if "\ud800" <= char <= "\udfff" else char for char in text)
