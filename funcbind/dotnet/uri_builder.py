"""``System.UriBuilder`` as far as the extensions use it: a URI from its parts, another port or query for a URI."""

from __future__ import annotations

from funcbind.dotnet.uri import parse_absolute
from funcbind.dotnet.uri_scheme import scheme_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from funcbind.dotnet.uri import Uri


def with_port(uri: Uri, port: int) -> Uri | None:
    """``new UriBuilder(uri) { Port = port }.Uri``; ``None`` where .NET finds the result to be no URI.

    The port of a URI without a host is forgotten. Source: ``UriBuilder.cs`` of dotnet/runtime.
    """
    user = f"{uri.user_info}@" if uri.user_info else ""
    authority = f"{uri.host}:{port}" if uri.host else ""
    slash = "/" if uri.host and uri.path and not uri.path.startswith("/") else ""
    delimiter = "://" if uri.absolute_uri.startswith(f"{uri.scheme}://") else ":"
    return parse_absolute(f"{uri.scheme}{delimiter}{user}{authority}{slash}{uri.path}{uri.query}{uri.fragment}")


def with_query(uri: Uri, query: str) -> Uri | None:
    """``new UriBuilder(uri) { Query = query }.Uri``, the query with or without its ``?``."""
    rest = uri.absolute_uri[: len(uri.absolute_uri) - len(uri.query) - len(uri.fragment)]
    return parse_absolute(rest + _query(query) + uri.fragment)


def build(scheme: str, host: str, *, port: int = -1, path: str = "/", query: str = "") -> Uri | None:
    """``new UriBuilder { Scheme = scheme, Host = host, ... }.Uri``; ``None`` where .NET finds it to be no URI.

    What is no part of a host's name (a slash, ``?``, user information) is taken literally and read as what it is.
    """
    scheme = scheme.partition(":")[0].lower()
    if ":" in host and not host.startswith("["):
        host = f"[{host}]"
    traits = scheme_of(scheme).traits
    delimiter = "://" if "authority" in traits or (host and "optional" in traits) else ":"
    authority = f"{host}:{port}" if host and port >= 0 else host
    return parse_absolute(f"{scheme}{delimiter}{authority}{path}{_query(query)}")


def _query(query: str) -> str:
    return f"?{query}" if query and not query.startswith("?") else query
