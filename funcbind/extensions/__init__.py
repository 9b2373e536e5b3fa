"""What each extension reads: one visible table, one row an extension.

A row's ``module`` is the module of this package whose ``resolve(request)`` builds the extension's clients; it is
imported when a binding of the extension is first resolved.
"""

from __future__ import annotations

from importlib import import_module

from funcbind._record import Record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from funcbind.connections import Request


class Extension(Record):
    """One extension of the bundle.

    Attributes:
        name: how people call it.
        types: binding types, as function.json spells them.
        module: module of ``funcbind.extensions`` that resolves them.
        property: JSON property that names the connection, empty when there is none.
        default: connection name when the property is absent, empty when there is no default.
        order: lookup order of the name, a key of :data:`funcbind.lookup.ORDERS`.
        endpoint_keys: sub-keys that give the endpoint, in order of precedence.
        identity: whether an identity-based connection is possible.
        scope: OAuth scope of its tokens, empty when it depends on the endpoint or there is none.
        version: version that the rule was read or recorded at.
        source: address of the source that the rule was read from.
    """

    name: str
    types: tuple[str, ...]
    module: str
    property: str = ""
    default: str = ""
    order: str = "none"
    endpoint_keys: tuple[str, ...] = ()
    identity: bool = False
    scope: str = ""
    version: str = ""
    source: str = ""


_NET = "https://github.com/Azure/azure-sdk-for-net/blob/main/sdk/"
_STORAGE = _NET + "extensions/Microsoft.Azure.WebJobs.Extensions.Clients/src/Shared/StorageClientProvider.cs"
_STORAGE_SCOPE = "https://storage.azure.com/.default"

EXTENSIONS: tuple[Extension, ...] = (
    Extension(
        "Storage blobs",
        ("blobTrigger", "blob"),
        "storage",
        property="connection",
        default="Storage",
        order="webjobs",
        endpoint_keys=("accountName", "blobServiceUri", "serviceUri"),
        identity=True,
        scope=_STORAGE_SCOPE,
        version="5.3.7",
        source=_STORAGE,
    ),
    Extension(
        "Storage queues",
        ("queueTrigger", "queue"),
        "storage",
        property="connection",
        default="Storage",
        order="webjobs",
        endpoint_keys=("accountName", "queueServiceUri", "serviceUri"),
        identity=True,
        scope=_STORAGE_SCOPE,
        version="5.3.7",
        source=_STORAGE,
    ),
    Extension(
        "Storage tables",
        ("table",),
        "storage",
        property="connection",
        default="Storage",
        order="webjobs",
        endpoint_keys=("accountName", "tableServiceUri", "endpoint"),
        identity=True,
        scope=_STORAGE_SCOPE,
        version="1.4.0",
        source=_STORAGE,
    ),
    Extension(
        "Host storage",
        ("hostBlob", "hostTable"),
        "storage",
        property="connection",
        default="Storage",
        order="webjobs",
        endpoint_keys=("blobServiceUri", "tableServiceUri", "accountName", "serviceUri", "endpoint"),
        identity=True,
        scope=_STORAGE_SCOPE,
        version="4.1052",
        source="https://github.com/Azure/azure-functions-host/blob/dev/src/WebJobs.Script/StorageProvider/",
    ),
    Extension(
        "Service Bus",
        ("serviceBusTrigger", "serviceBus"),
        "servicebus",
        property="connection",
        default="ServiceBus",
        order="service bus",
        endpoint_keys=("fullyQualifiedNamespace",),
        identity=True,
        scope="https://servicebus.azure.net/.default",
        version="5.17.0",
        source=_NET + "servicebus/Microsoft.Azure.WebJobs.Extensions.ServiceBus/src/Config/ServiceBusClientFactory.cs",
    ),
    Extension(
        "Event Hubs",
        ("eventHubTrigger", "eventHub"),
        "eventhubs",
        property="connection",
        order="webjobs",
        endpoint_keys=("fullyQualifiedNamespace",),
        identity=True,
        scope="https://eventhubs.azure.net/.default",
        version="6.5.3",
        source=_NET + "eventhub/Microsoft.Azure.WebJobs.Extensions.EventHubs/src/Config/EventHubClientFactory.cs",
    ),
    Extension(
        "Event Grid",
        ("eventGrid", "eventGridTrigger"),
        "eventgrid",
        property="connection",
        order="raw",
        endpoint_keys=("topicEndpointUri",),
        identity=True,
        scope="https://eventgrid.azure.net/.default",
        version="3.5.0",
        source=_NET + "eventgrid/Microsoft.Azure.WebJobs.Extensions.EventGrid/src/Config/EventGridAsyncCollectorFactory.cs",
    ),
    Extension(
        "Cosmos DB",
        ("cosmosDBTrigger", "cosmosDB"),
        "cosmosdb",
        property="connection",
        default="CosmosDB",
        order="webjobs",
        endpoint_keys=("accountEndpoint",),
        identity=True,
        version="4.16.0",
        source="https://github.com/Azure/azure-webjobs-sdk-extensions/blob/main/src/WebJobs.Extensions.CosmosDB/Config/"
        "DefaultCosmosDBServiceFactory.cs",
    ),
    Extension(
        "SignalR",
        ("signalRTrigger", "signalRConnectionInfo", "signalRNegotiation", "signalREndpoints", "signalR"),
        "signalr",
        property="connectionStringSetting",
        default="AzureSignalRConnectionString",
        order="connection strings",
        endpoint_keys=("serviceUri",),
        identity=True,
        scope="https://signalr.azure.com/.default",
        version="2.1.0",
        source=_NET + "signalr/Microsoft.Azure.WebJobs.Extensions.SignalRService/src/Config/OptionsSetup.cs",
    ),
    Extension(
        "Web PubSub",
        ("webPubSubTrigger", "webPubSubConnection", "webPubSubContext", "webPubSub"),
        "webpubsub",
        property="connection",
        default="WebPubSubConnectionString",
        order="raw",
        endpoint_keys=("serviceUri",),
        identity=True,
        scope="https://webpubsub.azure.com/.default",
        version="1.10.1",
        source=_NET + "webpubsub/Microsoft.Azure.WebJobs.Extensions.WebPubSub/src/Config/WebPubSubServiceAccessUtil.cs",
    ),
)

_BY_TYPE: dict[str, Extension] = {type_.lower(): row for row in EXTENSIONS for type_ in row.types}


def extension_of(binding_type: str) -> Extension | None:
    """Return the row of a binding type, any letter case; ``None`` when no extension has it."""
    return _BY_TYPE.get(binding_type.lower())


def resolver_of(extension: Extension) -> Callable[[Request], None]:
    """Return the function that builds an extension's clients."""
    resolver: Callable[[Request], None] = import_module(f"funcbind.extensions.{extension.module}").resolve
    return resolver
