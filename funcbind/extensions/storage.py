"""Azure Storage: blobs, queues and tables, and the host's own storage.

Sources: ``StorageClientProvider.cs`` and ``BlobTriggerAttributeBindingProvider.cs`` of the extensions
(Azure/azure-sdk-for-net); ``BlobServiceClientProvider.cs`` of Azure/azure-webjobs-sdk and
``StorageServiceUriOptions.cs`` of Azure/azure-functions-host for the host's own.
"""

from __future__ import annotations

from funcbind.credentials import resolve_credential
from funcbind.dotnet.text import fold, is_blank
from funcbind.dotnet.uri import is_relative, parse_absolute
from funcbind.errors import Refused
from funcbind.extensions.attribute import text_property
from funcbind.extensions.storage_client import (
    account_address,
    create_client,
    refuse_address,
    string_endpoint,
    token_endpoint,
)
from funcbind.names import resolve_names
from funcbind.redaction import looks_secret, shown_name

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import NoReturn

    from funcbind.connections import Binding, Endpoint, Request
    from funcbind.lookup import Lookup, Section

DEFAULT_NAME = "Storage"
# Sub-keys that are surely no option of a client: with only these the table of options need not be loaded.
_NO_OPTIONS = frozenset(
    (
        *("ACCOUNTNAME", "BLOBSERVICEURI", "QUEUESERVICEURI", "TABLESERVICEURI", "SERVICEURI", "ENDPOINT"),
        *("CREDENTIAL", "CLIENTID", "TENANTID", "CLIENTSECRET", "MANAGEDIDENTITYRESOURCEID"),
    )
)


def resolve(request: Request) -> None:
    """Build the binding's client; for a blob trigger the four that it needs, those of the host's storage included.

    Raises:
        Refused: the connection's name is no text, or a ``%name%`` in it does not resolve.
    """
    binding, lookup = request.binding, request.lookup
    given = text_property(binding, "connection", binding.connection)
    kind = fold(binding.type)
    if kind == "BLOBTRIGGER":
        _blob_trigger(request, given)
        return
    if given is not None and _resolves_names(binding, kind):
        given = resolve_names(lookup, given)
    request.name = _or_default(given)
    service = kind.removeprefix("HOST").removesuffix("TRIGGER").lower()
    section = lookup.choose(request.name, "webjobs")
    request.client(service, lambda: _client(section, request.name, service, host=kind.startswith("HOST")))


def blob_client(lookup: Lookup, name: str = DEFAULT_NAME) -> Endpoint:
    """Return the blob client that an extension builds for a connection, such as that of Event Hubs' checkpoints.

    Raises:
        Refused: the host would refuse it.
    """
    return client_of(lookup, name, "blob")


def client_of(lookup: Lookup, name: str, service: str, *, host: bool = False) -> Endpoint:
    """Return a client of a connection by its name.

    Args:
        lookup: the resolution's reading of the configuration.
        name: the connection's name.
        service: ``blob``, ``queue`` or ``table``.
        host: whether the host itself builds it and not an extension.

    Raises:
        Refused: the host would refuse it.
    """
    return _client(lookup.choose(name, "webjobs"), name, service, host=host)


def _blob_trigger(request: Request, given: str | None) -> None:
    """The host stops at the first refusal; here all four are built, so that every fault is found at once."""
    lookup = request.lookup
    request.name = _or_default(given)
    sections: dict[str, Section] = {}

    def build(name: str, service: str) -> Endpoint:
        if name not in sections:
            sections[name] = lookup.choose(name, "webjobs")
        return _client(sections[name], name, service)

    def data(service: str) -> Endpoint:
        request.name = _or_default(None if given is None else resolve_names(lookup, given))
        return build(request.name, service)

    request.client("host_blob", lambda: build(DEFAULT_NAME, "blob"), own=False)
    request.client("data_blob", lambda: data("blob"))
    request.client("host_queue", lambda: build(DEFAULT_NAME, "queue"), own=False)
    request.client("data_queue", lambda: data("queue"))


def _resolves_names(binding: Binding, kind: str) -> bool:
    """Whether the extension replaces ``%name%`` in the connection: not for what writes, nor for a whole table."""
    if kind in ("BLOB", "QUEUETRIGGER"):
        return True
    return kind == "TABLE" and fold(binding.direction) != "OUT" and binding.get("rowKey") is not None


def _or_default(name: str | None) -> str:
    return DEFAULT_NAME if name is None or is_blank(name) else name


def _client(section: Section, name: str, service: str, *, host: bool = False) -> Endpoint:
    """One service's client of a section.

    Args:
        section: what the lookup of the name chose.
        name: the connection's name.
        service: ``blob``, ``queue`` or ``table``.
        host: whether it is the host's own client.
    """
    if not section.exists:
        _refuse_missing(name)
    # Both come first, so that a fault in them counts beside a good connection string, too.
    credential = resolve_credential(section)
    if not _NO_OPTIONS.issuperset(map(fold, section.children())):
        from funcbind.extensions.client_options import bind_options

        bind_options(section, service)
    text = section.value()
    if text:
        return string_endpoint(section, service, text)
    if text is None:  # an empty value is a value: it hides accountName and the service's URI
        found = _host_address(section, service) if host else _address(section, service)
        if found is not None:
            key, address = found
            return token_endpoint(section, service, address, key, credential)
    return create_client(section, service, credential)


def _address(section: Section, service: str) -> tuple[str, str] | None:
    """Sub-key and address: of the account's name, else the service's URI; one that is no URI is only logged."""
    name = section.take("accountName")
    if name is not None:
        key, address = "accountName", account_address(name, service)
    else:
        key = f"{service}ServiceUri"
        given = section.take(key)
        if given is None:
            return None
        address = given
    return None if parse_absolute(address) is None else (key, address)


def _host_address(section: Section, service: str) -> tuple[str, str] | None:
    """As :func:`_address`, but the host prefers the service's URI and does not overlook one that is no URI."""
    table = section.peek("tableServiceUri")
    if table and not is_relative(table) and parse_absolute(table) is None:
        # Bound as a URI, for the blob client too.
        section.take("tableServiceUri")
        refuse_address(section, "table", "tableServiceUri")
    key = f"{service}ServiceUri"
    address = section.take(key)
    if address:
        if service == "table" and is_relative(address):
            refuse_address(section, service, key)
        return key, address
    name = section.take("accountName")
    return ("accountName", account_address(name, service)) if name else None


def _refuse_missing(name: str) -> NoReturn:
    shown = shown_name(name)
    setting = "AzureWebJobsStorage" if name == DEFAULT_NAME else shown.replace(":", "__")
    hint = f'add "{setting}__accountName" for an identity, or "{setting}" with a connection string'
    if looks_secret(name):
        hint = "a connection is the name of an app setting; put the connection string into a setting"
    raise Refused("not_found", f'there is no storage connection "{shown}" in the app settings', hint=hint, key=name)
