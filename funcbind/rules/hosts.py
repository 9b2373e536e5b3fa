"""Host names of Azure: which service and which cloud an address belongs to, as far as the name tells.

A name that is none of Azure's own (a custom domain, a gateway, an emulator) tells nothing, so nothing is said about it.
Source: https://learn.microsoft.com/azure/storage/common/storage-account-overview and the pages of the other services.
"""

from __future__ import annotations

_CLOUDS = (
    ("core.windows.net", ""),
    ("storage.azure.net", ""),
    ("core.usgovcloudapi.net", "US government"),
    ("core.chinacloudapi.cn", "China"),
)
_STORAGE_LABELS = ("blob", "queue", "table", "file", "dfs", "web")
# Ending of the host name -> service, cloud.
_ENDINGS: tuple[tuple[str, str, str], ...] = (
    (".servicebus.windows.net", "messaging", ""),
    (".servicebus.usgovcloudapi.net", "messaging", "US government"),
    (".servicebus.chinacloudapi.cn", "messaging", "China"),
    (".documents.azure.com", "cosmosDB", ""),
    (".documents.azure.us", "cosmosDB", "US government"),
    (".documents.azure.cn", "cosmosDB", "China"),
    (".table.cosmos.azure.com", "table", ""),
    (".table.cosmos.azure.us", "table", "US government"),
    (".table.cosmos.azure.cn", "table", "China"),
    (".eventgrid.azure.net", "eventGrid", ""),
    (".eventgrid.azure.us", "eventGrid", "US government"),
    (".eventgrid.azure.cn", "eventGrid", "China"),
    (".service.signalr.net", "signalR", ""),
    (".signalr.azure.us", "signalR", "US government"),
    (".signalr.azure.cn", "signalR", "China"),
    (".webpubsub.azure.com", "webPubSub", ""),
    (".webpubsub.azure.us", "webPubSub", "US government"),
    (".webpubsub.azure.cn", "webPubSub", "China"),
    (".vault.azure.net", "keyVault", ""),
    (".vault.usgovcloudapi.net", "keyVault", "US government"),
    (".vault.azure.cn", "keyVault", "China"),
    (".database.windows.net", "sql", ""),
    (".azurewebsites.net", "appService", ""),
)
_AUTHORITIES = {
    "login.microsoftonline.us": "US government",
    "login.chinacloudapi.cn": "China",
    "login.partner.microsoftonline.cn": "China",
}
WORDS = {
    "blob": "blob storage",
    "queue": "queue storage",
    "table": "table storage",
    "file": "file storage",
    "dfs": "Data Lake storage",
    "web": "a static website",
    "messaging": "Service Bus or Event Hubs",
    "serviceBus": "Service Bus",
    "eventHubs": "Event Hubs",
    "cosmosDB": "Cosmos DB",
    "eventGrid": "Event Grid",
    "signalR": "SignalR",
    "webPubSub": "Web PubSub",
    "keyVault": "Key Vault",
    "sql": "Azure SQL",
    "appService": "an app",
}


def service_of(host: str) -> str:
    """Return the service whose public name a host has: ``blob``, ``messaging``, ``cosmosDB``, ...; else empty."""
    name = _plain(host)
    for suffix, _ in _CLOUDS:
        if name.endswith("." + suffix):
            labels = name.removesuffix("." + suffix).split(".")
            return next((label for label in labels[1:] if label in _STORAGE_LABELS), "")
    return next((service for ending, service, _ in _ENDINGS if name.endswith(ending)), "")


def fits(service: str, host: str) -> bool:
    """Whether a client of a service can talk to a host: not when the name says that it is another service's."""
    found = service_of(host)
    wanted = "messaging" if service in ("serviceBus", "eventHubs") else service
    return not found or found == wanted


def cloud_of(host: str) -> str:
    """Return ``US government`` or ``China`` for a host of that cloud, else empty."""
    name = _plain(host)
    found = next((cloud for suffix, cloud in _CLOUDS if name.endswith("." + suffix)), None)
    if found is not None:
        return found
    return next((cloud for ending, _, cloud in _ENDINGS if name.endswith(ending)), "")


def cloud_of_authority(host: str) -> str:
    """Return the cloud of a sign-in host, empty for the public one and an unknown one."""
    return _AUTHORITIES.get(_plain(host), "")


def _plain(host: str) -> str:
    return host.lower().rstrip(".")
