"""Durable Functions: the storage provider of host.json decides what is connected to.

Sources: ``AzureStorageDurabilityProviderFactory.cs``, ``StorageServiceClientProviderFactory.cs`` and
``StorageServiceConnectionOptions.cs`` of Azure/azure-functions-durable-extension; ``SqlDurabilityOptions.cs`` of
microsoft/durabletask-mssql.
"""

from __future__ import annotations

from funcbind.connections import Endpoint
from funcbind.credentials import resolve_credential
from funcbind.dotnet.text import fold
from funcbind.errors import Refused
from funcbind.extensions.client_options import bind_options
from funcbind.extensions.host_json import host_option
from funcbind.extensions.setting_string import parse_database_string, part_of
from funcbind.extensions.storage_client import account_address, create_client, string_endpoint, token_endpoint
from funcbind.redaction import looks_secret, shown_name

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import NoReturn

    from funcbind.connections import Request
    from funcbind.lookup import Section

DEFAULT_NAME = "Storage"
MSSQL_DEFAULT = "SQLDB_Connection"
SCHEDULER_DEFAULT = "DURABLE_TASK_SCHEDULER_CONNECTION_STRING"
_EXAMPLE = "Server=<server>.database.windows.net;Database=<database>;Authentication=Active Directory Default"


def resolve(request: Request) -> None:
    """Build the clients of the task hub: blob, queue and table storage, a database, or Netherite's two services.

    The triggers carry no connection; ``durableClient`` may name one (``connectionName``) that replaces host.json's.
    """
    provider = option(request, "type")
    request.facts["provider"] = provider or "AzureStorage"
    own = request.binding.text("connectionName", request.binding.connection)
    match fold(provider or "AzureStorage"):
        case "AZURESTORAGE":
            _azure_storage(request, own)
        case "MSSQL":
            configured = option(request, "connectionStringName")
            request.name = own or (MSSQL_DEFAULT if configured is None else configured)
            request.client("database", lambda: _database(request))
        case "NETHERITE":
            from funcbind.extensions.netherite import resolve_netherite

            resolve_netherite(request, own)
        case "AZUREMANAGED":
            # The source is not public: the string is read, and nothing is said about it.
            request.name = own or option(request, "connectionStringName") or SCHEDULER_DEFAULT
            request.lookup.choose(request.name, "webjobs").value()
        case _:
            raise Refused(
                "invalid_option",
                "host.json names a Durable storage provider that the bundle does not have; the host does not start",
                hint='write "AzureStorage", "mssql", "Netherite" or "azureManaged" as storageProvider.type',
                key="AzureFunctionsJobHost:extensions:durableTask:storageProvider:type",
            )


def option(request: Request, name: str) -> str | None:
    """Return an option of host.json's ``durableTask.storageProvider``."""
    return host_option(request, "durableTask", ("storageProvider", name))


def _azure_storage(request: Request, own: str | None) -> None:
    configured = option(request, "connectionName") or option(request, "connectionStringName")
    request.name = own if own is not None else (configured or DEFAULT_NAME)
    _clients(request, request.name, {service: service for service in ("blob", "queue", "table")}, own=True)
    tracking = option(request, "trackingStoreConnectionName") or option(request, "trackingStoreConnectionStringName")
    if tracking:
        _clients(request, tracking, {"tracking_blob": "blob", "tracking_table": "table"}, own=False)


def _clients(request: Request, name: str, services: dict[str, str], *, own: bool) -> None:
    section = request.lookup.choose(name, "webjobs")
    for role, service in services.items():
        request.client(role, lambda service=service: _storage(section, name, service), own=own)  # type: ignore[misc]


def _storage(section: Section, name: str, service: str) -> Endpoint:
    """A connection string, else the service's address, else the account's name, else what the client itself takes.

    The storage bindings look at the account's name first.
    """
    text = section.value()
    if text:
        return string_endpoint(section, service, text)
    if not section.exists:
        _refuse_storage(name)
    credential = resolve_credential(section)
    bind_options(section, service)
    key = f"{service}ServiceUri"
    address = section.take(key)
    if not address and (account := section.take("accountName")):
        key, address = "accountName", account_address(account, service)
    if address:
        return token_endpoint(section, service, address, key, credential)
    return create_client(section, service, credential)


def _refuse_storage(name: str) -> NoReturn:
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


def _database(request: Request) -> Endpoint:
    section = request.lookup.choose(request.name, "webjobs")
    text = section.value()
    if not text:
        shown = shown_name(request.name)
        raise Refused(
            "not_found" if text is None else "malformed_connection_string",
            f'no app setting gives the database of Durable Functions ("{shown}"); the host does not start',
            hint=f'add the app setting "{shown}" with "{_EXAMPLE}"',
            key=section.path if section.exists else request.name,
        )
    parts = parse_database_string(text, section.path)
    method = fold(parts.get("AUTHENTICATION", "")).replace(" ", "")
    password = part_of(parts, ("Password", "PWD"))
    return Endpoint(
        "sql",
        part_of(parts, ("Data Source", "Server", "Address", "Addr", "Network Address")),
        "token" if method.startswith("ACTIVEDIRECTORY") else "connection_string",
        section.path,
        connection_string=text,
        keys=(password,) if password else (),
    )
