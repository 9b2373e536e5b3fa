"""Netherite: Durable Functions on Event Hubs and page blobs, two connections in one.

Source: ``ConfigurationSectionBasedConnectionNameResolver.cs``, ``TransportConnectionString.cs`` and
``NetheriteProviderFactory.cs`` of microsoft/durabletask-netherite.
"""

from __future__ import annotations

from funcbind.connections import Endpoint
from funcbind.credentials import resolve_credential
from funcbind.dotnet.text import fold, is_blank, trim
from funcbind.dotnet.uri import parse_absolute
from funcbind.errors import Refused
from funcbind.extensions.host_json import host_option
from funcbind.extensions.messaging_string import parse_messaging_string
from funcbind.extensions.storage_client import SCOPE, account_address, string_endpoint
from funcbind.redaction import looks_secret, shown_name

TYPE_CHECKING = False
if TYPE_CHECKING:
    from funcbind.connections import Request
    from funcbind.lookup import Section

STORAGE_DEFAULT = "AzureWebJobsStorage"
EVENT_HUBS_DEFAULT = "EventHubsConnection"
EVENT_HUBS_SCOPE = "https://eventhubs.azure.net/.default"
# Words in place of a connection: no event hubs, and for the first no storage either.
_IN_MEMORY = ("MEMORY",)
_SINGLE_HOST = ("MEMORY", "SINGLEHOST", "MEMORYF")


def resolve_netherite(request: Request, own: str | None) -> None:
    """Build the storage clients and the event hubs client.

    Args:
        request: the binding.
        own: ``connectionName`` of a durable client, ``storage,eventhubs``, which replaces the names of host.json.
    """
    storage = _option(request, "StorageConnectionName", STORAGE_DEFAULT)
    event_hubs = _option(request, "EventHubsConnectionName", EVENT_HUBS_DEFAULT)
    if own:
        first, comma, second = own.partition(",")
        storage, event_hubs = trim(first), trim(second) if comma else event_hubs
    request.name = storage
    hubs = None
    word = fold(trim(event_hubs))
    if word not in _SINGLE_HOST:
        hubs = request.lookup.choose(event_hubs, "webjobs")
        word = fold(trim(hubs.peek() or ""))
        if word in _SINGLE_HOST:
            hubs.value()
    request.facts["transport"] = "SingleHost" if word in _SINGLE_HOST else "EventHubs"
    if word not in _IN_MEMORY:
        section = request.lookup.choose(storage, "webjobs")
        for service in ("blob", "table"):
            request.client(service, lambda service=service: _storage(section, storage, service))  # type: ignore[misc]
    if word not in _SINGLE_HOST and hubs is not None:
        found = hubs
        request.client("event_hubs", lambda: _event_hubs(found, event_hubs))


def _option(request: Request, name: str, default: str) -> str:
    value = host_option(request, "durableTask", ("storageProvider", name))
    return default if value is None else value


def _storage(section: Section, name: str, service: str) -> Endpoint:
    """A connection string, else the host of the service's address, else the account's name."""
    text = section.value()
    if text is not None and not is_blank(text):
        return string_endpoint(section, service, text)
    key = f"{service}ServiceUri"
    address = section.take(key)
    uri = parse_absolute(address) if address else None
    if address and uri is None:
        raise Refused(
            "invalid_endpoint",
            f"{shown_name(section.at(key))} is not an absolute address; Netherite refuses it",
            hint=f'write "https://<account>.{service}.core.windows.net"',
            key=section.at(key),
        )
    account = section.take("accountName")
    if uri is None and not account:
        shown = shown_name(name)
        raise Refused(
            "no_endpoint" if section.exists else "not_found",
            f'the storage connection "{shown}" of Netherite gives neither a connection string nor an account',
            hint=f'add "{shown.replace(":", "__")}__accountName"',
            key=section.path if section.exists else name,
        )
    address = f"https://{uri.host}/" if uri is not None else account_address(account or "", service) + "/"
    return Endpoint(service, address, "token", section.path, resolve_credential(section), SCOPE)


def _event_hubs(section: Section, name: str) -> Endpoint:
    shown = shown_name(name)
    setting = shown.replace(":", "__")
    if not section.exists:
        hint = f'add "{setting}__fullyQualifiedNamespace", or "{setting}" with a connection string'
        if looks_secret(name):
            hint = "EventHubsConnectionName takes the name of an app setting; put the connection string into a setting"
        raise Refused(
            "not_found", f'no app setting gives the event hubs connection "{shown}" of Netherite', hint=hint, key=name
        )
    text = section.value()
    if text is not None and not is_blank(text):
        parts = parse_messaging_string(text, section.path)
        keys = tuple(secret for secret in (parts.key, parts.signature) if secret)
        return Endpoint("eventHubs", parts.host, "connection_string", section.path, connection_string=text, keys=keys)
    namespace = section.take("fullyQualifiedNamespace")
    if namespace is None or is_blank(namespace):
        raise Refused(
            "no_endpoint",
            f"{shown_name(section.path)} is neither a connection string nor has it a fullyQualifiedNamespace; "
            "Netherite refuses it",
            hint=f'add "{setting}__fullyQualifiedNamespace"',
            key=section.path,
        )
    return Endpoint("eventHubs", namespace, "token", section.path, resolve_credential(section), EVENT_HUBS_SCOPE)
