"""The first pass of ``System.Uri``: where scheme, authority, user information, host, port and the rest are.

Source: ``ParseScheme``, ``PrivateParseMinimal`` and ``CheckAuthorityHelper`` of ``Uri.cs`` (dotnet/runtime).
"""

from __future__ import annotations

from funcbind.dotnet import uri_host
from funcbind.dotnet.uri_escape import normalize
from funcbind.dotnet.uri_scheme import FILE, UNIX_FILE, Scheme, scheme_of

BLANKS = " \n\r\t"
SLASHES = "/\\"
_SCHEME = "abcdefghijklmnopqrstuvwxyz0123456789+-.ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_SCHEME_LIMIT = 1024


class Parts:
    """What the first pass over a text finds."""

    def __init__(self, text: str, scheme: Scheme, index: int) -> None:
        self.text = text
        self.trimmed = text.rstrip(BLANKS)
        self.scheme = scheme
        self.start = index  # of what follows the scheme
        self.path_start = index
        self.implicit = False
        self.authority = False
        self.form = ""  # "dos", "unc" or "unix" path
        self.user: str | None = None
        self.host = ""
        self.host_type = ""
        self.port = -1
        self.port_given = False
        self.odd_slashes = False

    def allows(self, trait: str) -> bool:
        return trait in self.scheme.traits


def read_parts(text: str) -> Parts | str:
    """The parts of an absolute URI, or a word for what is wrong with the text."""
    parts = _scheme(text)
    return parts if isinstance(parts, str) else _authority(parts) or parts


def _scheme(text: str) -> Parts | str:
    """Read the scheme, or see that the text is a path."""
    if not text:
        return "empty"
    start = len(text) - len(text.lstrip(BLANKS))
    first, second, third = (text[start + offset : start + offset + 1] for offset in range(3))
    if first == "/" and (not second or second not in SLASHES):
        return _path(text, UNIX_FILE, start, "unix")
    if not third:
        return "format"
    if second in ":|":
        if not (first.isascii() and first.isalpha()):
            return "scheme" if second == ":" and first != ":" else "format"
        return _path(text, FILE, start, "dos") if third in SLASHES else "path not rooted"
    if first in SLASHES:
        if second not in SLASHES:
            return "format"
        while start < len(text) and text[start] in SLASHES:
            start += 1
        return _path(text, FILE, start, "unc")
    colon = text.find(":", start)
    if colon <= start:
        return "format"
    name = text[start:colon]
    if not (uri_host.made_of(name, _SCHEME) and name[0].isalpha()):
        return "scheme"
    if len(name) > _SCHEME_LIMIT:
        return "scheme too long"
    return Parts(text, scheme_of(name.lower()), colon + 1)


def _path(text: str, scheme: Scheme, start: int, form: str) -> Parts:
    parts = Parts(text, scheme, start)
    parts.implicit = parts.authority = True
    parts.form = form
    return parts


def _authority(parts: Parts) -> str:
    """Find out whether there is an authority, and read it; the answer is the fault, empty when there is none."""
    text, index = parts.trimmed, parts.start
    if parts.form == "unix":
        parts.host_type = "basic"
        return ""
    if not parts.implicit and parts.allows("dos") and parts.allows("empty host") and index + 1 < len(text):
        fault = _find_path(parts)
        if fault:
            return fault
        index = parts.start
    if not parts.form:
        first, second = text[index : index + 1], text[index + 1 : index + 2]
        if parts.allows("authority"):
            if not (first and second and first in SLASHES and second in SLASHES):
                return "authority"
            parts.odd_slashes = "\\" in first + second
            parts.authority = True
            index += 2
        elif second and parts.allows("optional") and (parts.authority or first + second == "//"):
            parts.odd_slashes = parts.odd_slashes or "\\" in first + second
            parts.authority = True
            index += 2
        elif not parts.allows("mail"):
            parts.path_start = index
            return ""
    if parts.form in ("dos", "unix"):
        parts.host_type = "basic" if parts.authority else ""
        parts.path_start = index
        return ""
    return _host(parts, index)


def _find_path(parts: Parts) -> str:
    """See a drive path, a UNC path or a Unix path behind ``file:`` (the first of them behind unknown schemes too)."""
    text, start = parts.trimmed, parts.start
    index = start
    while index < len(text) and text[index] in SLASHES:
        index += 1
    count = index - start
    if not parts.allows("file") and count > 3:
        return ""
    parts.authority = count >= 2
    parts.odd_slashes = "\\" in text[start : start + 2]
    letter, colon, slash = text[index : index + 1], text[index + 1 : index + 2], text[index + 2 : index + 3]
    if colon and colon in ":|" and letter.isascii() and letter.isalpha():
        if not slash or slash not in SLASHES:
            return "path not rooted" if parts.allows("file") else ""
        parts.form = "dos"
        parts.authority = parts.authority or parts.allows("authority")
        parts.odd_slashes = parts.odd_slashes or (parts.allows("file") and count not in (2, 3))
        parts.start = index if count in (0, 2) else index - 1
    elif not parts.allows("file"):
        return ""
    elif count >= 2 and count != 3 and letter and letter not in "?#":
        parts.form = "unc"
        parts.odd_slashes = parts.odd_slashes or count > 2
        parts.start = index
    elif count == 3 and text[index - 1] == "/":
        parts.form = "unix"
        parts.scheme = UNIX_FILE
        parts.start += 2
    return ""


def _host(parts: Parts, index: int) -> str:
    """Read user information, host and port."""
    text = parts.trimmed
    parts.path_start = index
    first = text[index : index + 1]
    if not first or first in "/?#" or (first == "\\" and parts.allows("file")):
        if not parts.allows("empty host") or parts.implicit:
            return "host"
        parts.host_type = "basic"
        parts.form = ""
        return ""
    if parts.allows("user"):
        at = text.find("@", index, _first_of(text, "/\\?#", index))
        if 0 <= at < len(text) - 1:
            parts.user = text[index:at]
            index = at + 1
    end = _end_of_host(parts, text, index)
    if end == index:
        return _dots(parts, text, index)
    following = text[end : end + 1]
    if following == "\\" and not parts.allows("file"):
        return "host"
    parts.host = text[index:end]
    parts.path_start = end
    if following == ":":
        return _port(parts, text, end + 1) if parts.allows("port") else "host"
    if parts.form == "unc" and following == "/" and not parts.implicit:
        parts.scheme = UNIX_FILE
    return ""


def _end_of_host(parts: Parts, text: str, index: int) -> int:
    """Find out which kind of host begins at ``index``, and return its end; ``index`` when there is none."""
    enders = SLASHES if parts.implicit else "/\\:?#"
    internet = parts.allows("internet host")
    if text[index] == "[" and internet:
        length = uri_host.ipv6_length(text[index:])
        if length:
            parts.host_type = "ipv6"
            end = index + length
            return end if end == len(text) or text[end] in enders else index
    end = _first_of(text, enders, index)
    host = text[index:end]
    if internet and "0" <= host[:1] <= "9" and uri_host.is_ipv4(host, strict=parts.allows("unknown")):
        parts.host_type = "ipv4"
    elif internet and uri_host.is_dns(host):
        parts.host_type = "dns"
    elif parts.allows("unc host") and uri_host.is_unc(host):
        parts.host_type = "unc"
    else:
        return index
    return end


def _port(parts: Parts, text: str, index: int) -> str:
    end = _first_of(text, "/?#", index)
    digits = text[index:end]
    if digits:
        number = digits.lstrip("0") or "0"
        if not uri_host.made_of(digits, "0123456789") or len(number) > 5 or int(number) > 0xFFFF:
            return "port"
        parts.port = int(number)
        parts.port_given = True
    parts.path_start = end
    return ""


def _first_of(text: str, chars: str, start: int) -> int:
    """Where the first of ``chars`` is; the length of the text when none is there."""
    return min((found for found in (text.find(char, start) for char in chars) if found >= 0), default=len(text))


def _dots(parts: Parts, text: str, index: int) -> str:
    """Nothing that could be a host: a scheme that .NET does not know may still have ``.`` or ``..`` there."""
    if not parts.allows("unknown"):
        return "host"
    end = index
    while text[end : end + 1] == "." and end < index + 2:
        end += 1
    if end == index or (end < len(text) and text[end] not in "/?#"):
        return "host"
    parts.user = None
    parts.host_type = "basic"
    parts.host = text[index:end]
    parts.path_start = end
    return ""


def canonical_host(parts: Parts, rewritten: bool) -> tuple[str | None, str, bool]:
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


def split(parts: Parts, rewritten: bool) -> tuple[str, str, str]:
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
        rest = normalize(rest, query=False)
        query = normalize(query, query=True)
        fragment = normalize(fragment, query=False)
    return rest, query, fragment
