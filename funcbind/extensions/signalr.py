"""Azure SignalR: a connection is one string, one identity, or both together with the app's named endpoints.

Sources: ``OptionsSetup.cs``, ``IConfigurationExtensions.cs``, ``SignatureValidationOptionsSetup.cs`` and
``SignalRTriggerBindingProvider.cs`` of Microsoft.Azure.WebJobs.Extensions.SignalRService (Azure/azure-sdk-for-net),
``ServiceManagerOptions.cs``, ``ServiceEndpoint.cs`` and ``ServiceEndpointManagerBase.cs`` of Azure/azure-signalr.
The order of the checks is the order in which the host finds a fault.
"""

from __future__ import annotations

from funcbind.connections import Endpoint
from funcbind.credentials import resolve_credential
from funcbind.dotnet.convert import convert_enum, enum_text
from funcbind.dotnet.text import is_blank
from funcbind.dotnet.uri import parse_absolute
from funcbind.errors import Refused
from funcbind.extensions.attribute import companion, is_bare, resolve_template, resolve_trigger_name, text_property
from funcbind.extensions.signalr_options import TRANSIENT, check_client_options, check_hub_protocol, transport
from funcbind.lookup import LookedUp
from funcbind.redaction import looks_secret, shown_name

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import NoReturn

    from funcbind.connections import Binding, Request
    from funcbind.credential_specs import CredentialSpec
    from funcbind.dotnet.uri import Uri
    from funcbind.lookup import Lookup, Section

DEFAULT = "AzureSignalRConnectionString"
ENDPOINTS = "Azure:SignalR:Endpoints"
SCOPE = "https://signalr.azure.com/.default"
PRIMARY = "Primary"
_TYPES = {PRIMARY: 0, "Secondary": 1}


def resolve(request: Request) -> None:
    """Build the endpoints of a SignalR binding.

    Facts: ``transport``; ``hub``; ``signature``, whether the host checks who calls the trigger, decided once for all
    endpoints: ``required``, ``skipped``, or ``fails`` (an empty connection string beside named endpoints is no error
    until the check reads it); ``dropped_endpoints``, where those are configured that another one of the same address
    replaces. Each endpoint's detail ``signature`` says what it asks for by itself, ``key`` that its key is ``empty``.
    """
    binding = request.binding
    trigger = binding.type.lower() == "signalrtrigger"
    unknown: str | None = ""
    hub = companion(request, "hub", lambda: _hub(request, trigger=trigger), unknown)
    if hub:
        request.facts["hub"] = hub

    def build() -> tuple[Endpoint, ...]:
        request.name = _name(binding, trigger=trigger)
        return tuple(endpoint.replace(entity=hub or "") for endpoint in _endpoints(request))

    refused = request.client("service", build).rejection
    # The recorded hosts were asked for the hub in this transport only.
    if hub is None and refused is None and request.facts["transport"] == TRANSIENT:
        companion(request, "hub", lambda: _refuse_no_hub(binding), None)


def _hub(request: Request, *, trigger: bool) -> str | None:
    binding = request.binding
    if not trigger:
        hub = text_property(binding, "hubName")
        return None if hub is None else resolve_template(request, hub)
    # The trigger's attribute takes the three together or none of them.
    given = [text_property(binding, name) for name in ("hubName", "category", "event")]
    if None in given:
        return None
    hub, _, _ = (resolve_trigger_name(request.lookup, text) for text in given)
    return hub


def _refuse_no_hub(binding: Binding) -> None:
    if "hubName" in binding.unresolved or is_bare(binding):
        return
    if binding.get("hubName") is None:
        raise Refused("no_hub", "the binding has no hubName; the host refuses it", hint='add "hubName"')
    raise Refused(
        "no_hub",
        "the trigger has no category or no event, so that the host does not take its hubName either",
        hint='add "category" and "event"',
    )


def _name(binding: Binding, *, trigger: bool) -> str:
    if binding.has("connectionStringSetting"):
        name = text_property(binding, "connectionStringSetting")
        # The host leaves null properties out of a trigger's metadata; the other bindings take null for a name.
        name = DEFAULT if name is None and trigger else name
    else:
        name = DEFAULT if binding.connection is None else binding.connection
    if is_blank(name):
        raise Refused(
            "empty_name",
            "connectionStringSetting is empty; the host refuses the binding",
            hint=f"give it the name of an app setting, or leave it out for {DEFAULT}",
        )
    return name or ""


def _endpoints(request: Request) -> tuple[Endpoint, ...]:
    lookup = request.lookup
    check_hub_protocol(lookup)
    path, string = _connection_string(lookup, request.name)
    identity: Endpoint | None = None
    if string is None:
        identity = _identity(lookup.section(request.name), "")
    endpoints = [*_named_endpoints(lookup), *([] if identity is None else [identity])]
    request.facts["transport"] = transport(lookup)
    check_client_options(lookup)
    if not endpoints and is_blank(string):
        _refuse_nothing(lookup, request.name, path)
    count = len(endpoints) + (string is not None)
    if count > 1 and request.facts["transport"] == TRANSIENT:
        _refuse_several(endpoints, string is not None)
    if string:
        endpoints.insert(0, _from_string(lookup, string, path, "", PRIMARY))
    request.facts["signature"] = _signature(endpoints, string)
    return _without_duplicates(request, endpoints)


def _signature(endpoints: list[Endpoint], string: str | None) -> str:
    """One endpoint without a key, also one that is dropped later, switches the check off for the whole connection."""
    if string == "":
        return "fails"
    return "skipped" if any(endpoint.detail("signature") == "skipped" for endpoint in endpoints) else "required"


def _connection_string(lookup: Lookup, name: str) -> tuple[str, str | None]:
    """Return where the string is and the string; an empty one is one, and hides what comes after it."""
    paths = (f"ConnectionStrings:{name}", name)
    chosen = next((path for path in paths if lookup.configuration.entry(path) is not None), None)
    for path in paths:
        lookup.section(path)
        used = path == chosen if chosen is not None else path == name and lookup.configuration.exists(path)
        lookup.looked_up.append(LookedUp(path, lookup.describe(path), used))
    return (name, None) if chosen is None else (chosen, lookup.take(chosen))


def _named_endpoints(lookup: Lookup) -> Iterator[Endpoint]:
    """The endpoints below ``Azure:SignalR:Endpoints``; they join every connection name of the app."""
    section = lookup.section(ENDPOINTS)
    lookup.looked_up.append(LookedUp(ENDPOINTS, lookup.describe(ENDPOINTS), section.exists))
    for name in section.children():
        child = section.section(name)
        endpoint = _identity(child, name)
        if endpoint is not None:
            yield endpoint
            continue
        for key, type_ in ((None, PRIMARY), ("primary", PRIMARY), ("secondary", "Secondary")):
            text = lookup.take(child.at(key))
            if text is not None:
                yield _from_string(lookup, text, child.at(key), name, type_)


def _identity(section: Section, name: str) -> Endpoint | None:
    """The endpoint of a section with ``serviceUri``: type, credential, addresses are read in this order."""
    text = section.take("serviceUri")
    if text is None:
        return None
    type_text = section.take("type")
    type_ = 0 if type_text is None else convert_enum(type_text, _TYPES)
    if type_ is None:
        raise Refused(
            "invalid_option",
            f"{shown_name(section.at('type'))} is no type of endpoint; the host refuses the connection",
            hint='write "Primary" or "Secondary"',
            key=section.at("type"),
        )
    credential = resolve_credential(section)
    service = _address(section, "serviceUri", text)
    server, client = (_optional_address(section, key) for key in ("serverEndpoint", "clientEndpoint"))
    return _endpoint(section.path, name, enum_text(type_, _TYPES), (service, client, server), credential, "skipped")


def _optional_address(section: Section, key: str) -> Uri | None:
    text = section.take(key)
    return _address(section, key, text) if text else None


def _address(section: Section, key: str, text: str) -> Uri:
    uri = parse_absolute(text)
    if uri is None or uri.scheme not in ("http", "https"):
        raise Refused(
            "invalid_endpoint",
            f"{shown_name(section.at(key))} is no http or https address; the host refuses the connection",
            hint='write "https://<name>.service.signalr.net", with the scheme',
            key=section.at(key),
        )
    return uri


def _from_string(lookup: Lookup, text: str, path: str, name: str, type_: str) -> Endpoint:
    from funcbind.extensions.signalr_strings import parse_signalr_string

    parts = parse_signalr_string(lookup, text, path)
    uris = (parts.service, parts.client, parts.server)
    if parts.key is None:
        return _endpoint(path, name, type_, uris, parts.credential, "skipped").replace(connection_string=text)
    endpoint = _endpoint(path, name, type_, uris, parts.credential, "required")
    empty = () if parts.key else (("key", "empty"),)
    return endpoint.replace(connection_string=text, keys=(parts.key,), details=endpoint.details + empty)


def _endpoint(
    path: str,
    name: str,
    type_: str,
    uris: tuple[Uri, Uri | None, Uri | None],
    credential: CredentialSpec | None,
    signature: str,
) -> Endpoint:
    service, client, server = uris
    return Endpoint(
        "signalR",
        f"{service.scheme}://{service.authority}",
        "access_key" if credential is None else "token",
        section=path,
        credential=credential,
        scope="" if credential is None else SCOPE,
        name=name,
        type=type_,
        host=service.host,
        client_uri=(client or service).absolute_uri,
        server_uri=(server or service).absolute_uri,
        audience=f"{service.scheme}://{service.host}/",
        details=(("signature", signature),),
    )


def _without_duplicates(request: Request, endpoints: list[Endpoint]) -> tuple[Endpoint, ...]:
    """Keep one endpoint an address: the first primary one, else the first."""
    kept: dict[str, Endpoint] = {}
    for endpoint in endpoints:
        known = kept.get(endpoint.uri)
        if known is None or (known.type != PRIMARY and endpoint.type == PRIMARY):
            kept[endpoint.uri] = endpoint
    if not any(endpoint.type == PRIMARY for endpoint in kept.values()):
        raise Refused(
            "no_primary_endpoint",
            "no endpoint of this connection is a primary one; the host refuses it",
            hint='set the "type" of one endpoint to "Primary"',
            key=endpoints[0].section,
        )
    dropped = [endpoint for endpoint in endpoints if not any(endpoint is other for other in kept.values())]
    if dropped:
        request.facts["dropped_endpoints"] = ", ".join(shown_name(endpoint.section) for endpoint in dropped)
    return tuple(kept.values())


def _refuse_nothing(lookup: Lookup, name: str, path: str) -> NoReturn:
    setting = shown_name(name.replace(":", "__"))
    hint = f'add "{setting}" (a connection string) or "{setting}__serviceUri" (with an identity)'
    configuration = lookup.configuration
    if configuration.entry(path) is not None:
        blank = shown_name(path.replace(":", "__"))
        hint = f'"{blank}" is blank: fill it, or remove it so that "{setting}__serviceUri" is read'
    elif looks_secret(name):
        hint = "connectionStringSetting is the name of an app setting; put the connection string there and name that"
    elif "__" in name:
        hint = f'write the name as "{shown_name(name.replace("__", ":"))}": the host turns "__" into ":"'
    elif configuration.exists(f"ConnectionStrings:{name}"):
        hint = f'write "{setting}__serviceUri": an identity is not read below ConnectionStrings'
    elif configuration.exists(f"AzureWebJobs{name}"):
        hint = f'rename "AzureWebJobs{setting}" to "{setting}": this extension adds no prefix'
    raise Refused("not_found", f'no app setting gives the SignalR connection "{shown_name(name)}"', hint=hint, key=path)


def _refuse_several(endpoints: list[Endpoint], string: bool) -> NoReturn:
    # The host prints the whole connection string here, key included; this names settings only.
    places = [*(["the connection string"] if string else []), *(shown_name(e.section) for e in endpoints)]
    raise Refused(
        "several_endpoints_transient",
        f"{len(places)} SignalR endpoints are configured ({', '.join(places)}); the host accepts only one in "
        "transient transport, which is the default. Endpoints below Azure__SignalR__Endpoints join every connection",
        hint='set "AzureSignalRServiceTransportType" to "Persistent", or keep one endpoint',
        key=endpoints[0].section,
    )
