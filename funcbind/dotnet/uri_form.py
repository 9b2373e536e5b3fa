"""``Uri.IsWellFormedUriString``: absolute URIs in which .NET had nothing to mend.

Source: ``InternalIsWellFormedOriginalString`` of ``UriExt.cs`` and ``CheckCanonical`` of ``Uri.cs`` (dotnet/runtime).
"""

from __future__ import annotations

from funcbind.dotnet.uri_escape import has_escaped_dot_or_slash, in_iri, is_escape, needs_normalizing, normalize
from funcbind.dotnet.uri_parse import Parts, canonical_host, read_parts, split

_EXCLUDED = frozenset(' "<>[]^`')
_NEVER_PLAIN = _EXCLUDED | frozenset("#{|}")


def is_well_formed(text: str) -> bool:
    """``Uri.IsWellFormedUriString(text, UriKind.Absolute)``: absolute, and all of it escaped as it should be."""
    parts = read_parts(text)
    return not isinstance(parts, str) and not parts.implicit and _slashes_in_order(parts) and _escaped(parts)


def _slashes_in_order(parts: Parts) -> bool:
    after_scheme = parts.text[parts.text.index(":") + 1 :][:2]
    if parts.odd_slashes or (parts.authority and parts.form != "unix" and after_scheme != "//"):
        return False
    path = parts.trimmed[parts.path_start : parts.path_start + 3]
    if parts.authority and parts.allows("rooted") and path and path[0] not in "/\\?#":
        return False  # "file://c:/x" lacks a slash
    return not (parts.form == "dos" and "|" in path[1:])


def _escaped(parts: Parts) -> bool:
    rewritten = needs_normalizing(parts.text)
    path, query, fragment = split(parts, rewritten)
    host = canonical_host(parts, rewritten)[0]
    if host is None:
        return False
    user = parts.user or ""
    if rewritten:
        user = normalize(user, query=False)
    reserved = "" if parts.allows("query") else "?"
    return (
        _plain(path, rewritten, reserved)
        and not (parts.authority and parts.allows("unescape") and has_escaped_dot_or_slash(path))
        and _plain(query[1:], rewritten)
        and _plain(fragment[1:], rewritten)
        and _plain(user, rewritten)
        and (parts.host_type == "ipv6" or _plain(user + host, rewritten))
    )


def _plain(text: str, rewritten: bool, reserved: str = "") -> bool:
    """Whether a part needs no escape, or is shown as it is and only has letters beyond ASCII to escape."""
    chars = set(text)
    if "\\" in chars or any(char < " " or "\x7f" <= char <= "\x9f" or char in reserved for char in chars):
        return False
    escaped = not chars & _NEVER_PLAIN and _escapes_right(text)
    if text.isascii():
        return escaped
    if "%" in chars or (rewritten and chars & _EXCLUDED):
        return False
    return all(char <= "\x7f" or in_iri(char, query=True) for char in chars)


def _escapes_right(text: str) -> bool:
    index = text.find("%")
    while index >= 0:
        if not is_escape(text, index):
            return False
        index = text.find("%", index + 3)
    return True
