"""Azure Cache for Redis: a StackExchange.Redis configuration string, or a host name with an identity.

Source: ``RedisUtilities.cs`` (``ResolveConfigurationOptionsAsync``) of Azure/azure-functions-redis-extension.
"""

from __future__ import annotations

from funcbind.connections import Endpoint
from funcbind.credentials import resolve_credential
from funcbind.dotnet.text import is_blank
from funcbind.errors import Refused
from funcbind.redaction import shown_name

TYPE_CHECKING = False
if TYPE_CHECKING:
    from funcbind.connections import Request

SCOPE = "https://redis.azure.com/.default"
_HOST = "redisHostName"
_STRING = "<cache>.redis.cache.windows.net:6380,password=<key>,ssl=True"


def resolve(request: Request) -> None:
    """Build the cache's client; ``connection`` is required, and a string beside a host name is refused."""
    request.name = request.binding.text("connection", request.binding.connection) or ""
    if is_blank(request.name):
        raise Refused(
            "empty_name",
            "the binding has no connection; the Redis extension has no default and refuses it",
            hint='let "connection" name an app setting',
        )
    request.client("cache", lambda: _endpoint(request))


def _endpoint(request: Request) -> Endpoint:
    section = request.lookup.choose(request.name, "webjobs")
    shown = shown_name(section.path)
    setting = shown.replace(":", "__")
    text, host = section.value(), section.take(_HOST)
    if text is not None and not is_blank(text):
        if not is_blank(host):
            raise Refused(
                "conflicting_properties",
                f"{shown} is a connection string and has a {_HOST} as well; the host refuses the two together",
                hint=f'remove "{setting}" to use the identity, or "{setting}__{_HOST}" to use the string',
                key=section.at(_HOST),
            )
        return _from_string(text, section.path)
    if host is None or is_blank(host):
        kind = "no_endpoint" if section.exists else "not_found"
        raise Refused(
            kind,
            f'the Redis connection "{shown_name(request.name)}" has neither a connection string nor a {_HOST}; '
            "the host refuses it",
            hint=f'add "{setting}__{_HOST}" and "{setting}__principalId", or "{setting}" with "{_STRING}"',
            key=section.path if section.exists else request.name,
        )
    principal = section.take("principalId")
    if principal is None or is_blank(principal):
        raise Refused(
            "incomplete_credential",
            f"{shown} has a {_HOST} without a principalId; the host refuses an identity without it",
            hint=f'add "{setting}__principalId" with the object id of the identity',
            key=section.at(_HOST),
        )
    details = (("principal_id", principal),)
    return Endpoint("redis", host, "token", section.path, resolve_credential(section), SCOPE, details=details)


def _from_string(text: str, path: str) -> Endpoint:
    """Take the addresses and the password out of ``host:port,host:port,name=value``."""
    parts = [part.strip() for part in text.split(",")]
    options = dict(part.split("=", 1) for part in parts if "=" in part)
    password = next((value.strip() for name, value in options.items() if name.strip().lower() == "password"), "")
    return Endpoint(
        "redis",
        ",".join(part for part in parts if part and "=" not in part),
        "connection_string",
        path,
        connection_string=text,
        keys=(password,) if password else (),
    )
