"""Storage clients that other extensions build: timers' locks, the MCP backplane, Durable Functions, chat storage.

Sources: ``BlobServiceClientProvider.cs`` of Azure/azure-webjobs-sdk, ``StorageClientProvider.cs`` of
Azure/azure-functions-mcp-extension, ``StorageServiceClientProviderFactory.cs`` and
``StorageServiceConnectionOptions.cs`` of Azure/azure-functions-durable-extension.
"""

from __future__ import annotations

from funcbind.credentials import resolve_credential
from funcbind.errors import Refused
from funcbind.extensions.client_options import bind_options
from funcbind.extensions.storage import DEFAULT_NAME, client_of
from funcbind.extensions.storage_client import account_address, create_client, string_endpoint, token_endpoint
from funcbind.redaction import looks_secret, shown_name

TYPE_CHECKING = False
if TYPE_CHECKING:
    from funcbind.connections import Endpoint
    from funcbind.lookup import Lookup, Section


def host_blob(lookup: Lookup) -> Endpoint:
    """Return the blob client of the host's own storage.

    Raises:
        Refused: the host would refuse it.
    """
    return client_of(lookup, DEFAULT_NAME, "blob", host=True)


def queue(lookup: Lookup) -> Endpoint:
    """Return the queue client that an extension builds for the host's storage.

    Raises:
        Refused: the host would refuse it.
    """
    return client_of(lookup, DEFAULT_NAME, "queue")


def from_string(section: Section, name: str, service: str, text: str) -> Endpoint:
    """Return the client that a connection string makes, whatever else the section holds.

    Raises:
        Refused: the client would refuse it.
    """
    return string_endpoint(section, service, text)


def durable(section: Section, name: str, service: str) -> Endpoint:
    """Return a storage client of Durable Functions.

    A connection string, else the service's address, else the account's name (the storage bindings look at the name
    first), else what the client's constructors take.

    Raises:
        Refused: the extension would refuse it.
    """
    text = section.value()
    if text:
        return string_endpoint(section, service, text)
    if not section.exists:
        _refuse(name)
    credential = resolve_credential(section)
    bind_options(section, service)
    key = f"{service}ServiceUri"
    address = section.take(key)
    if not address and (account := section.take("accountName")):
        key, address = "accountName", account_address(account, service)
    if not address:
        return create_client(section, service, credential)
    return token_endpoint(section, service, address, key, credential)


def _refuse(name: str) -> None:
    shown = shown_name(name)
    setting = "AzureWebJobsStorage" if name == DEFAULT_NAME else shown.replace(":", "__")
    hint = f'add "{setting}" with a connection string, or "{setting}__accountName" with an identity'
    if looks_secret(name):
        hint = "connectionName takes the name of an app setting; put the connection string into a setting"
    raise Refused(
        "not_found",
        f'no app setting gives the storage connection "{shown}" of Durable Functions; the host does not start',
        hint=hint,
        key=name,
    )
