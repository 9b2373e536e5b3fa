"""``System.Uri`` as .NET 10 on Linux has it: which texts are absolute URIs, and what becomes of them.

Source: ``Uri.cs``, ``UriExt.cs`` and ``UriBuilder.cs`` of System.Private.Uri (dotnet/runtime). Every text gives an
answer, in time proportional to its length. On Linux a rooted path (``/x``) is a file URI; ``host:443`` is a URI of the
scheme ``host``.
"""

from __future__ import annotations

from funcbind._record import Record
from funcbind.dotnet import uri_escape
from funcbind.dotnet.uri_parse import BLANKS, SLASHES, Parts, canonical_host, read_parts, split

# Faults after which .NET takes the text for a relative URI where that is allowed.
_MAYBE_RELATIVE = frozenset({"format", "scheme", "authority", "empty"})


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
    def well_formed(self) -> bool:
        """``IsWellFormedOriginalString()``: whether there was nothing to mend in the text."""
        from funcbind.dotnet.uri_form import is_well_formed

        return is_well_formed(self.original)

    @property
    def dns_safe_host(self) -> str:
        """``DnsSafeHost``: IPv6 without brackets and with its zone."""
        return self.host[1:-1] + self.zone if self.host_type == "ipv6" else self.host


def parse_absolute(text: str) -> Uri | None:
    """``Uri.TryCreate(text, UriKind.Absolute)``: the URI, ``None`` when the text is none."""
    found = _parse(text)
    return None if isinstance(found, str) else found


def parse_with_default_scheme(text: str) -> Uri | None:
    """The URI that ``new UriBuilder(text)`` starts from: ``http://`` goes before a text that could be relative."""
    return parse_absolute("http://" + text) if is_relative(text) else parse_absolute(text)


def is_relative(text: str) -> bool:
    """Whether ``new Uri(text, UriKind.RelativeOrAbsolute)`` takes the text for a relative URI.

    A rooted path is one, although it is an absolute URI to ``UriKind.Absolute`` on Linux.
    """
    found = _parse(text)
    if isinstance(found, str):
        return found in _MAYBE_RELATIVE
    return found.is_implicit_file and text.lstrip(BLANKS)[:1] in SLASHES and text[:2] != "\\\\"


def _parse(text: str) -> Uri | str:
    parts = read_parts(text)
    return parts if isinstance(parts, str) else _build(parts)


def _build(parts: Parts) -> Uri | str:
    """The second pass: canonical host, path, query and fragment; a word for the fault found only now."""
    rewritten = uri_escape.needs_normalizing(parts.text)
    host, zone, loopback = canonical_host(parts, rewritten)
    if host is None:
        return "host"
    path, query, fragment = split(parts, rewritten)
    path = _canonical_path(parts, path)
    query = uri_escape.escape(query, uri_escape.IN_QUERY)
    fragment = uri_escape.escape(fragment, uri_escape.IN_FRAGMENT)
    user = parts.user
    if user is not None:
        user = uri_escape.normalize(user, query=False) if rewritten else user
        user = uri_escape.escape(user, uri_escape.IN_PATH)
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
    )


def _canonical_path(parts: Parts, path: str) -> str:
    escapes = not parts.implicit
    if parts.form != "dos" and not parts.authority:
        return uri_escape.escape(path, uri_escape.IN_PATH, escapes=escapes)
    start = "/" if parts.authority and parts.allows("rooted") and path[:1] not in ("/", "\\") else ""
    slashes = parts.allows("slashes")
    if "\\" in path and parts.allows("file") and not slashes and escapes:
        # .NET forgets the dot segments of such a path.
        return start + uri_escape.escape(path, uri_escape.IN_FRAGMENT)
    drive = 0
    if parts.form == "dos":
        drive = 3 if path[:1] in ("/", "\\") else 2
        path = path[: drive - 1] + ":" + path[drive:]
    if parts.allows("compress"):
        if parts.allows("unescape") and escapes and "%" in path:
            path = uri_escape.unescape_dots_and_slashes(path, backslashes=slashes)
        path = path[:drive] + uri_escape.compress(path[drive:], slashes=slashes, as_file=parts.allows("as file"))
        if path[:1] == "\\":
            path = "/" + path[1:]
    return start + uri_escape.escape(path, uri_escape.IN_PATH, escapes=escapes)
