"""Escaping, unescaping and dot segments of ``System.Uri``.

Sources: ``UriHelper.cs``, ``IriHelper.cs`` and ``PercentEncodingHelper.cs`` of System.Private.Uri (dotnet/runtime). No
regular expressions: this module is read at every start.
"""

from __future__ import annotations

_HEX_DIGITS = frozenset("0123456789abcdefABCDEF")
_UNRESERVED = "abcdefghijklmnopqrstuvwxyz0123456789-._~ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_RESERVED = "!#$&'()*+,/:;=?@[]"
# What each part of a URI leaves as it is.
IN_FRAGMENT = _UNRESERVED + _RESERVED
IN_QUERY = IN_FRAGMENT.replace("#", "")
IN_PATH = IN_QUERY.replace("?", "")


def escape(text: str, plain: str, *, escapes: bool = True) -> str:
    """Escape what is not ``plain`` as UTF-8, upper-case; ``escapes`` that are there already stay."""
    if not text.strip(plain):
        return text
    parts: list[str] = []
    position = 0
    for index, char in enumerate(text):
        if char not in plain and not (escapes and char == "%" and is_escape(text, index)):
            parts += (text[position:index], percent(char))
            position = index + 1
    parts.append(text[position:])
    return "".join(parts)


def is_escape(text: str, index: int) -> bool:
    """Whether two hexadecimal digits follow the ``%`` at ``index``."""
    digits = text[index + 1 : index + 3]
    return len(digits) == 2 and digits[0] in _HEX_DIGITS and digits[1] in _HEX_DIGITS


def percent(char: str) -> str:
    """``%XX`` of one character; half a character becomes U+FFFD."""
    if "\ud800" <= char <= "\udfff":
        char = "\ufffd"
    return "".join(f"%{byte:02X}" for byte in char.encode())


def needs_normalizing(text: str) -> bool:
    """Whether .NET rewrites the text before it looks at its parts.

    So it does for characters beyond ASCII and for escapes of such, of plain letters, or of nothing.
    """
    if not text.isascii():
        return True
    index = text.find("%")
    while 0 <= index < len(text) - 2:
        if not is_escape(text, index):
            return True
        char = chr(int(text[index + 1 : index + 3], 16))
        if char > "\x7f" or char in _UNRESERVED:
            return True
        index = text.find("%", index + 3)
    return False


def normalize(text: str, *, query: bool) -> str:
    """Unescape what needs no escape, and escape what may not stand in an internationalized URI."""
    parts: list[str] = []
    position = 0
    while position < len(text):
        start = text.find("%", position)
        start = len(text) if start < 0 else start
        parts.append(text[position:start])
        position = start
        while position < len(text) and text[position] == "%" and is_escape(text, position):
            position += 3
        parts.append(_unescape_run(text[start:position], query))
        if position == start and position < len(text):
            parts.append("%")
            position += 1
    text = "".join(parts)
    if text.isascii():
        return text
    return "".join(char if char <= "\x7f" or in_iri(char, query=query) else percent(char) for char in text)


def _unescape_run(run: str, query: bool) -> str:
    """Unescape a run of ``%XX``."""
    parts: list[str] = []
    position = 0
    # Bytes that are no UTF-8 come back as lone surrogates, one a byte.
    for char in bytes.fromhex(run.replace("%", "")).decode("utf-8", "surrogateescape"):
        size = 1 if "\udc80" <= char <= "\udcff" else len(char.encode())
        written = run[position : position + 3 * size]
        position += 3 * size
        unsafe = char < " " or char in "%\\\x7f" or char in _RESERVED
        keep = unsafe if char <= "\x7f" else not in_iri(char, query=query)
        parts.append(written if keep else char)
    return "".join(parts)


def in_iri(char: str, *, query: bool) -> bool:
    """Whether a character beyond ASCII may stand in an internationalized URI (RFC 3987)."""
    code = ord(char)
    if code <= 0xFFFF:
        return (
            0xA0 <= code <= 0xD7FF
            or 0xF900 <= code <= 0xFDCF
            or 0xFDF0 <= code <= 0xFFEF
            or (query and 0xE000 <= code <= 0xF8FF)
        )
    if code & 0xFFFF > 0xFFFD or 0xE0000 <= code < 0xE1000:
        return False
    return query or code < 0xF0000


def has_escaped_dot_or_slash(path: str) -> bool:
    """Whether ``%2E``, ``%2F`` or ``%5C`` is in a path."""
    lowered = path.lower()
    return "%2e" in lowered or "%2f" in lowered or "%5c" in lowered


def unescape_dots_and_slashes(path: str, *, backslashes: bool) -> str:
    """Unescape ``%2E`` and ``%2F`` (and ``%5C``), as file URIs do before their dot segments are removed."""
    escapes = {"2E": ".", "2F": "/", "5C": "\\"} if backslashes else {"2E": ".", "2F": "/"}
    first, *others = path.split("%")
    parts = [first]
    for other in others:
        char = escapes.get(other[:2].upper())
        parts.append("%" + other if char is None else char + other[2:])
    return "".join(parts)


def compress(path: str, *, slashes: bool, as_file: bool) -> str:
    """Remove ``/./`` and ``/../`` from a path, from its end to its start as .NET does.

    ``slashes`` turns backslashes into ``/`` first. With ``as_file`` a first segment without a slash is removed too.
    Repeated slashes stay.
    """
    if slashes:
        path = path.replace("\\", "/")
    if "." not in path:
        return path
    kept: list[str] = []  # what follows the current position, reversed
    slash_run = last_slash = dots = removals = 0
    for index in range(len(path) - 1, -1, -1):
        char = path[index]
        if char == "/":
            slash_run += 1
        else:
            if slash_run > 1:
                last_slash = index + 1
            slash_run = 0
        if char == ".":
            dots += 1
            kept.append(char)
            continue
        at_end = not last_slash and dots == len(kept)
        if 0 < dots <= 2 and char == "/" and (last_slash == index + dots + 1 or at_end):
            del kept[len(kept) - dots - (1 if last_slash else 0) :]
            removals += dots == 2
        elif char == "/" and removals:
            removals -= 1
            del kept[max(0, len(kept) - (last_slash - index)) :]
        dots = 0
        if char == "/":
            last_slash = index
        kept.append(char)
    text = "".join(reversed(kept))
    if text and as_file and slash_run <= 1:
        if removals and text[0] != "/":
            return text[last_slash + 1 :]
        if dots and (last_slash == dots or (not last_slash and dots == len(text))):
            return text[dots + (1 if last_slash else 0) :]
    return text
