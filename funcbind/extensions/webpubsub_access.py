"""What a Web PubSub section gives: a string, an identity, or nothing.

Sources: ``WebPubSubServiceAccessUtil.cs`` and ``WebPubSubServiceAccessOptionsSetup.cs`` of
Microsoft.Azure.WebJobs.Extensions.WebPubSub (Azure/azure-sdk-for-net).
"""

from __future__ import annotations

from funcbind.connections import Endpoint
from funcbind.credentials import resolve_credential
from funcbind.dotnet.uri import parse_absolute
from funcbind.errors import Refused
from funcbind.extensions.host_json import ROOT, host_option
from funcbind.lookup import LookedUp
from funcbind.redaction import looks_secret, shown_name

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import NoReturn

    from funcbind.connections import Request
    from funcbind.lookup import Lookup, Section

DEFAULT = "WebPubSubConnectionString"
SCOPE = "https://webpubsub.azure.com/.default"
_OPTIONS = f"{ROOT}:webPubSub"


def default_access(request: Request, *, chosen: bool = True) -> Endpoint | None:
    """Return the connection of host.json's options, else of the default section; ``None`` when there is neither.

    The extension builds it at the start of the host; ``chosen`` says whether the binding uses it too.

    Raises:
        Refused: what :func:`access` raises, and ``invalid_option``.
    """
    text = option(request, "connectionString")
    if text:
        return _from_string(text, f"{_OPTIONS}:connectionString")
    section = look_up(request.lookup, DEFAULT, chosen=chosen)
    return access(section) if exists(section) else None


def option(request: Request, name: str) -> str | None:
    """Return a text of the extension's options: host.json's, or the app setting that overrides it.

    Raises:
        Refused: ``invalid_option`` for settings below it: the host does not start.
    """
    text = host_option(request, "webPubSub", (name,))
    path = f"{_OPTIONS}:{name}"
    if text is None and request.configuration.exists(path):
        raise Refused(
            "invalid_option",
            f'there are settings below "{path.replace(":", "__")}", which is one text; the host does not start',
            hint=f'set "{path.replace(":", "__")}" itself, or remove them',
            key=path,
        )
    return text


def look_up(lookup: Lookup, name: str, *, chosen: bool = True) -> Section:
    """Return the section of a name, which is its path: no prefix, no ``ConnectionStrings``."""
    if name not in lookup.sections:
        found = lookup.describe(name)
        lookup.looked_up.append(LookedUp(name, found, chosen and bool(found)))
    return lookup.section(name)


def exists(section: Section) -> bool:
    """Say whether the section gives a connection; an empty value or ``serviceUri`` is none."""
    return bool(section.peek() or section.peek("serviceUri"))


def access(section: Section) -> Endpoint:
    """Return what a section gives that :func:`exists`: the string when it is not empty, else the identity.

    Raises:
        Refused: ``malformed_connection_string``, ``invalid_endpoint``, or a credential's fault.
    """
    text = section.value()
    if text:
        return _from_string(text, section.path)
    uri = parse_absolute(section.take("serviceUri") or "")
    if uri is None:
        key = section.at("serviceUri")
        raise Refused(
            "invalid_endpoint",
            f"{shown_name(key)} is no absolute address; the host refuses the connection",
            hint='write "https://<name>.webpubsub.azure.com", with the scheme',
            key=key,
        )
    credential = resolve_credential(section)
    return Endpoint(
        "webPubSub",
        uri.absolute_uri,
        "token",
        section=section.path,
        credential=credential,
        scope=SCOPE,
        host=uri.host,
    )


def _from_string(text: str, path: str) -> Endpoint:
    from funcbind.extensions.webpubsub_strings import parse_webpubsub_string

    parts = parse_webpubsub_string(text, path)
    return Endpoint(
        "webPubSub",
        parts.service.absolute_uri,
        "none" if parts.key is None else "access_key",
        section=path,
        host=parts.service.host,
        connection_string=text,
        keys=() if parts.key is None else (parts.key,),
    )


def refuse_missing(lookup: Lookup, name: str) -> NoReturn:
    """Refuse a name that gives no connection, with what the settings suggest as a hint."""
    setting = shown_name(name.replace(":", "__"))
    hint = f'add "{setting}" (a connection string) or "{setting}__serviceUri" (with an identity)'
    configuration = lookup.configuration
    if looks_secret(name):
        hint = "connection is the name of an app setting; put the connection string into a setting and name that"
    elif not name.strip():
        hint = f"give the connection the name of an app setting, or leave it out for {DEFAULT}"
    elif "__" in name:
        hint = f'write the name as "{shown_name(name.replace("__", ":"))}": the host turns "__" into ":"'
    elif configuration.exists(f"ConnectionStrings:{name}"):
        hint = f'move it to "{setting}": this extension does not read connection strings of App Service'
    elif configuration.exists(f"AzureWebJobs{name}"):
        hint = f'rename "AzureWebJobs{setting}" to "{setting}": this extension adds no prefix'
    elif configuration.exists(name):
        hint = f'fill "{setting}", or add "{setting}__serviceUri": no other key gives an endpoint'
    raise Refused(
        "not_found", f'no app setting gives the Web PubSub connection "{shown_name(name)}"', hint=hint, key=name
    )
