"""The schemes that ``System.Uri`` knows and what each allows; every other scheme is of one lenient kind.

Source: ``UriSyntax.cs`` of System.Private.Uri (dotnet/runtime).
"""

from __future__ import annotations

from funcbind._record import Record


class Scheme(Record):
    """How the texts of one scheme are read.

    ``traits`` are words: ``authority`` ("//" is required), ``optional`` (it is not), ``user``, ``port``, ``query``,
    ``fragment`` (may be there), ``empty host``, ``internet host``, ``unc host`` (hosts allowed), ``file`` (like a file
    URI), ``mail`` (a host without "//"), ``unknown``, ``dos`` (drive paths), ``rooted`` (paths begin with "/"),
    ``slashes`` (a backslash is a slash), ``compress`` (dot segments go), ``as file`` (a first one too) and
    ``unescape`` (escaped dots and slashes count as such).
    """

    name: str
    port: int
    traits: frozenset[str]


_ANY_PART = frozenset({"user", "port", "query", "fragment"})
_ANY_HOST = frozenset({"internet host", "unc host"})
_WEB = _ANY_PART | _ANY_HOST | {"authority", "rooted", "slashes", "compress", "as file"}
_UNKNOWN = _ANY_PART | _ANY_HOST | {"optional", "empty host", "rooted", "dos", "slashes", "compress", "unknown"}
_FILE = (_ANY_HOST | _WEB | {"empty host", "file", "dos", "unescape"}) - {"user", "port"}
_OLD = (_ANY_PART | _ANY_HOST | {"authority", "rooted"}) - {"query"}
_NET = (_WEB | {"unescape"}) - {"user", "unc host"}
_NEWS = frozenset({"fragment"})

FILE = Scheme("file", -1, _FILE)
UNIX_FILE = Scheme("file", -1, _FILE - {"slashes"})

_KNOWN: dict[str, tuple[int, frozenset[str]]] = {
    "http": (80, _WEB),
    "https": (443, _WEB),
    "ws": (80, _WEB),
    "wss": (443, _WEB),
    "ftp": (21, _WEB - {"query"}),
    "gopher": (70, _OLD),
    "nntp": (119, _OLD),
    "telnet": (23, _OLD),
    "ldap": (389, _OLD | {"query", "empty host"}),
    "news": (-1, _NEWS),
    "uuid": (-1, _NEWS),
    "mailto": (25, _ANY_PART | _ANY_HOST | {"empty host", "mail"}),
    "net.tcp": (808, _NET),
    "net.pipe": (-1, _NET - {"port"}),
    "vsmacros": (-1, _FILE - {"query", "rooted"}),
}


def scheme_of(name: str) -> Scheme:
    """Return what holds for a scheme, its name in lower case."""
    if name == "file":
        return FILE
    port, traits = _KNOWN.get(name, (-1, _UNKNOWN))
    return Scheme(name, port, traits)
