"""``System.Uri`` as .NET 10 on Linux has it: which texts are absolute URIs, and what becomes of them.

Source: ``Uri.cs``, ``UriExt.cs`` and ``UriBuilder.cs`` of System.Private.Uri (dotnet/runtime). Every text gives an
answer, in time proportional to its length. On Linux a rooted path (``/x``) is a file URI; ``host:443`` is a URI of the
scheme ``host``.
"""

from __future__ import annotations

import re

from funcbind._record import Record
from funcbind.dotnet import uri_escape, uri_host
from funcbind.dotnet.uri_parse import BLANKS, SLASHES, Parts, read_parts

# Faults after which .NET takes the text for a relative URI where that is allowed.
_MAYBE_RELATIVE = frozenset({"format", "scheme", "authority", "empty"})
_CONTROLS = re.compile("[\x00-\x1f\x7f-\x9f]")
_EXCLUDED = re.compile(r'[ "<>\[\]^`]')
_BRACES = re.compile("[{|}]")
_BAD_ESCAPE = re.compile("%(?![0-9A-Fa-f]{2})")
_DOT_SEGMENT = re.compile(r"[/\\](?=[/\\])|\.(?=[./\\?#]|\Z)")
_ESCAPED_DOT_OR_SLASH = re.compile("%(?:2[EeFf]|5[Cc])")
_NOT_ASCII = re.compile("[^\x00-\x7f]")


class Uri(Record):
    """An absolute URI, in the words of the .NET class.

    Attributes:
        original: the text.
        absolute_uri: ``AbsoluteUri``: escaped, host in lower case, default port dropped.
        scheme: in lower case.
        user_info: escaped, empty when there is none.
        host: ``Host``: IPv6 in brackets and without its zone, letters beyond ASCII as they are.
        port: the scheme's default when none is given, -1 when it has none.
        is_default_port: whether that is so.
        path: ``AbsolutePath``, escaped; a drive path without its slash.
        query, fragment: escaped, with ``?`` and ``#``; empty when there is none.
        host_type: ``dns``, ``ipv4``, ``ipv6``, ``basic`` (UNC names and empty hosts) or ``""`` without an authority.
        is_loopback: ``IsLoopback``.
        zone: zone of an IPv6 host, with its ``%``.
        is_implicit_file: whether the text is a bare path.
        well_formed: ``IsWellFormedOriginalString()``.
    """

    original: str
    absolute_uri: str
    scheme: str
    user_info: str
    host: str
    port: int
    is_default_port: bool
    path: str
    query: str
    fragment: str
    host_type: str
    is_loopback: bool
    zone: str
    is_implicit_file: bool
    well_formed: bool

    @property
    def authority(self) -> str:
        """``Authority``: host, and port unless it is the default."""
        return self.host if self.is_default_port else f"{self.host}:{self.port}"

    @property
    def path_and_query(self) -> str:
        """``PathAndQuery``."""
        return self.path + self.query

    @property
    def is_file(self) -> bool:
        """``IsFile``."""
        return self.scheme == "file"

    @property
    def dns_safe_host(self) -> str:
        """``DnsSafeHost``: IPv6 without brackets and with its zone."""
        return self.host[1:-1] + self.zone if self.host_type == "ipv6" else self.host


def parse_absolute(text: str) -> Uri | None:
    """``Uri.TryCreate(text, UriKind.Absolute)``: the URI, ``None`` when the text is none."""
    found = _parse(text)
    return None if isinstance(found, str) else found


def is_well_formed(text: str) -> bool:
    """``Uri.IsWellFormedUriString(text, UriKind.Absolute)``: absolute, and nothing in it had to be mended."""
    uri = parse_absolute(text)
    return uri is not None and uri.well_formed


def parse_with_default_scheme(text: str) -> Uri | None:
    """The URI that ``new UriBuilder(text)`` starts from: ``http://`` goes before a text that could be relative."""
    found = _parse(text)
    if isinstance(found, str):
        return parse_absolute("http://" + text) if found in _MAYBE_RELATIVE else None
    if found.is_implicit_file and text.lstrip(BLANKS)[:1] in SLASHES and text[:2] != "\\\\":
        return parse_absolute("http://" + text)
    return found


def _parse(text: str) -> Uri | str:
    parts = read_parts(text)
    return parts if isinstance(parts, str) else _build(parts)


class _Facts:
    """What a part of a URI looks like (``CheckCanonical``)."""

    def __init__(self, text: str, *, rewritten: bool, reserved: str = "") -> None:
        controls = bool(_CONTROLS.search(text))
        out_of_place = controls or any(char in text for char in reserved)
        excluded = bool(_EXCLUDED.search(text))
        self.backslash = "\\" in text
        self.not_ascii = bool(_NOT_ASCII.search(text))
        self.escaped = not (
            out_of_place
            or excluded
            or self.not_ascii
            or "#" in text
            or _BRACES.search(text)
            or _BAD_ESCAPE.search(text)
        )
        self.shown = not out_of_place and "%" not in text
        strange = (excluded and rewritten) or not all(
            uri_escape.in_iri(char, query=True) for char in _NOT_ASCII.findall(text) if char > "\x9f"
        )
        self.international = self.shown and self.not_ascii and not self.escaped and not strange

    @property
    def well_formed(self) -> bool:
        """For every part but the path: nothing to escape."""
        return (self.escaped or self.international) and not self.backslash


def _build(parts: Parts) -> Uri | str:
    """Return the URI that the parts make, or a word for the fault found only now."""
    rewritten = uri_escape.needs_normalizing(parts.text)
    host, zone, loopback = _canonical_host(parts, rewritten)
    if host is None:
        return "host"
    path, query, fragment = _split(parts, rewritten)
    facts = _path_facts(parts, path, rewritten)
    query_facts = _Facts(query[1:], rewritten=rewritten)
    fragment_facts = _Facts(fragment[1:], rewritten=rewritten)
    user = parts.user
    if user is not None and rewritten:
        user = uri_escape.normalize(user, query=False)
    user_facts = _Facts(user or "", rewritten=rewritten)
    slash_missing = parts.authority and parts.allows("rooted") and path[:1] not in ("/", "\\")
    well_formed = not (
        parts.implicit
        or parts.odd_slashes
        or (parts.authority and parts.form != "unix" and _slashes_missing(parts))
        or (slash_missing and path)
        or "|" in (path[1:3] if parts.form == "dos" else "")
        or facts.backslash
        or not (facts.escaped or facts.international)
        or not (query_facts.well_formed and fragment_facts.well_formed and user_facts.well_formed)
        or not (parts.host_type == "ipv6" or _Facts(f"{user or ''}{host}", rewritten=rewritten).well_formed)
    )
    path = ("/" if slash_missing else "") + _canonical_path(parts, path, facts)
    query = uri_escape.escape(query, uri_escape.IN_QUERY)
    fragment = uri_escape.escape(fragment, uri_escape.IN_FRAGMENT)
    user = None if user is None else uri_escape.escape(user, uri_escape.IN_PATH)
    default = not parts.port_given or parts.port == parts.scheme.port
    written = (
        (parts.scheme.name + ("://" if parts.authority else ":"))
        + ("" if user is None else user + "@")
        + host
        + ("" if default else f":{parts.port}")
        + (path + query + fragment)
    )
    if parts.form == "dos" and path[:1] == "/":
        path = path[1:]
    return Uri(
        original=parts.text,
        absolute_uri=written,
        scheme=parts.scheme.name,
        user_info=user or "",
        host=host,
        port=parts.scheme.port if default else parts.port,
        is_default_port=default,
        path=path,
        query=query,
        fragment=fragment,
        host_type="basic" if parts.host_type == "unc" else parts.host_type,
        is_loopback=loopback,
        zone=zone,
        is_implicit_file=parts.implicit,
        well_formed=well_formed,
    )


def _slashes_missing(parts: Parts) -> bool:
    colon = parts.text.index(":")
    return parts.text[colon + 1 : colon + 3] != "//"


def _canonical_host(parts: Parts, rewritten: bool) -> tuple[str | None, str, bool]:
    """Host, zone, and whether it is this machine; the host is ``None`` when half a character is in it."""
    host: str | None = parts.host
    match parts.host_type:
        case "ipv6":
            return uri_host.canonical_ipv6(parts.host)
        case "ipv4":
            host = uri_host.canonical_ipv4(parts.host)
            return host, "", host.startswith("127.")
        case "dns" | "unc":
            if rewritten and parts.host_type == "dns":
                host = uri_host.normalized_name(parts.host)
            host = None if host is None else uri_host.canonical_name(host)
            return host, "", host == "localhost"
        case "basic":
            return host, "", not host
    return host, "", False


def _split(parts: Parts, rewritten: bool) -> tuple[str, str, str]:
    """Path, query with ``?`` and fragment with ``#``, normalized when the text has to be rewritten."""
    rest = parts.trimmed[parts.path_start :]
    query = fragment = ""
    if not parts.implicit and parts.allows("fragment"):
        rest, mark, fragment = rest.partition("#")
        fragment = mark + fragment
    if not parts.implicit and parts.allows("query"):
        rest, mark, query = rest.partition("?")
        query = mark + query
    if rewritten:
        rest = uri_escape.normalize(rest, query=False)
        query = uri_escape.normalize(query, query=True)
        fragment = uri_escape.normalize(fragment, query=False)
    return rest, query, fragment


def _path_facts(parts: Parts, path: str, rewritten: bool) -> _Facts:
    reserved = "" if parts.allows("query") and not parts.implicit else "?"
    reserved += "#" if parts.implicit or not parts.allows("fragment") else ""
    facts = _Facts(path, rewritten=rewritten, reserved=reserved)
    dotted = parts.allows("unescape") and bool(_ESCAPED_DOT_OR_SLASH.search(path)) and parts.authority
    facts.escaped = facts.escaped and not dotted
    return facts


def _canonical_path(parts: Parts, path: str, facts: _Facts) -> str:
    unsafe = uri_escape.IN_FILE_PATH if parts.implicit else uri_escape.IN_PATH
    drive = 0
    if parts.form == "dos":
        drive = 3 if path[:1] in ("/", "\\") else 2
        path = path[: drive - 1] + ":" + path[drive:]
    elif not parts.authority:
        return uri_escape.escape(path, unsafe)
    slashes = parts.allows("slashes")
    if facts.backslash and parts.allows("file") and not slashes and not parts.implicit:
        return uri_escape.escape(path, uri_escape.IN_FRAGMENT)  # .NET forgets the dot segments of such a path
    unescape = parts.allows("unescape") and bool(_ESCAPED_DOT_OR_SLASH.search(path))
    if parts.allows("compress") and (unescape or (slashes and facts.backslash) or _DOT_SEGMENT.search(path)):
        if unescape and not parts.implicit:
            path = uri_escape.unescape_dots_and_slashes(path, backslashes=slashes)
        path = path[:drive] + uri_escape.compress(path[drive:], slashes=slashes, as_file=parts.allows("as file"))
        if path[:1] == "\\":
            path = "/" + path[1:]
    return uri_escape.escape(path, unsafe)
