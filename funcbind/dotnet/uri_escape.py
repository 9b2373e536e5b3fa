"""Escaping, unescaping and dot segments of ``System.Uri``.

Sources: ``UriHelper.cs``, ``IriHelper.cs`` and ``PercentEncodingHelper.cs`` of System.Private.Uri (dotnet/runtime).
"""

from __future__ import annotations

import re

TYPE_CHECKING = False
if TYPE_CHECKING:
    from re import Match, Pattern

_PLAIN = r"A-Za-z0-9!$&'()*+,\-./:;=@\[\]_~"
_HEX = "%[0-9A-Fa-f]{2}"


def _unsafe(allowed: str, keep_escapes: bool = True) -> Pattern[str]:
    return re.compile(f"{_HEX}|[^{_PLAIN}{allowed}]" if keep_escapes else f"[^{_PLAIN}{allowed}]")


# What each part of a URI escapes; escapes that are there already stay, except in a bare file path.
IN_PATH = _unsafe("")
IN_QUERY = _unsafe("?")
IN_FRAGMENT = _unsafe("?#")
IN_FILE_PATH = _unsafe("", keep_escapes=False)

_ESCAPED_RUN = re.compile(f"(?:{_HEX})+")
_NOT_ASCII = re.compile("[^\x00-\x7f]")
_STAYS_ESCAPED = frozenset(";/?:@&=+$,#[]!'()*%\\").union(map(chr, range(0x20)), "\x7f")
_UNRESERVED = re.compile("%(?:2[DdEe]|3[0-9]|[46][1-9A-Fa-f]|[57][0-9Aa]|5[Ff]|7[Ee]|[89A-Fa-f][0-9A-Fa-f])")
_BROKEN = re.compile("%(?![0-9A-Fa-f]{2})(?=..)", re.DOTALL)
_DOT_OR_SLASH = re.compile("%(2[EeFf]|5[Cc])")


def escape(text: str, unsafe: Pattern[str]) -> str:
    """Escape what ``unsafe`` (one of the patterns above) finds as UTF-8, upper-case."""
    return unsafe.sub(_escape_one, text)


def _escape_one(match: Match[str]) -> str:
    found = match.group()
    return found if len(found) == 3 else percent(found)


def percent(char: str) -> str:
    """``%XX`` of one character; half a character becomes U+FFFD."""
    if "\ud800" <= char <= "\udfff":
        char = "\ufffd"
    return "".join(f"%{byte:02X}" for byte in char.encode())


def needs_normalizing(text: str) -> bool:
    """Whether .NET rewrites the text before it looks at its parts.

    So it does for characters beyond ASCII and for escapes of such, of plain letters, or of nothing.
    """
    return not text.isascii() or bool(_UNRESERVED.search(text) or _BROKEN.search(text))


def normalize(text: str, *, query: bool) -> str:
    """Unescape what needs no escape, and escape what may not stand in an internationalized URI."""
    text = _ESCAPED_RUN.sub(lambda match: _unescape_run(match.group(), query), text)
    if text.isascii():
        return text
    return _NOT_ASCII.sub(
        lambda match: match.group() if in_iri(match.group(), query=query) else percent(match.group()), text
    )


def _unescape_run(run: str, query: bool) -> str:
    parts: list[str] = []
    position = 0
    # Bytes that are no UTF-8 come back as lone surrogates, one a byte.
    for char in bytes.fromhex(run.replace("%", "")).decode("utf-8", "surrogateescape"):
        size = 1 if "\udc80" <= char <= "\udcff" else len(char.encode())
        written = run[position : position + 3 * size]
        position += 3 * size
        keep = char in _STAYS_ESCAPED if char <= "\x7f" else not in_iri(char, query=query)
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


def unescape_dots_and_slashes(path: str, *, backslashes: bool) -> str:
    """Unescape ``%2E`` and ``%2F`` (and ``%5C``), as file URIs do before their dot segments are removed."""

    def replace(match: Match[str]) -> str:
        char = chr(int(match.group(1), 16))
        return match.group() if char == "\\" and not backslashes else char

    return _DOT_OR_SLASH.sub(replace, path)


def compress(path: str, *, slashes: bool, as_file: bool) -> str:
    """Remove ``/./`` and ``/../`` from a path, from its end to its start as .NET does.

    ``slashes`` turns backslashes into ``/`` first. With ``as_file`` a first segment without a slash is removed too.
    Repeated slashes stay.
    """
    if slashes:
        path = path.replace("\\", "/")
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
        if (
            dots
            and char == "/"
            and dots <= 2
            and (last_slash == index + dots + 1 or (not last_slash and dots == len(kept)))
        ):
            del kept[len(kept) - dots - (1 if last_slash else 0) :]
            last_slash = index
            removals += dots == 2
            dots = 0
            kept.append(char)
            continue
        dots = 0
        if char == "/":
            if removals:
                removals -= 1
                del kept[max(0, len(kept) - (last_slash - index)) :]
            last_slash = index
        kept.append(char)
    text = "".join(reversed(kept))
    if text and as_file and slash_run <= 1:
        if removals and text[0] != "/":
            return text[last_slash + 1 :]
        if dots and (last_slash == dots or (not last_slash and dots == len(text))):
            return text[dots + (1 if last_slash else 0) :]
    return text
