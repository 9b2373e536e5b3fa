"""The table of extensions: one row each, with what is looked up where and the source that says so."""

from __future__ import annotations

from funcbind._record import Record


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


_GITHUB = "https://github.com/Azure/"
_NET = _GITHUB + "azure-sdk-for-net/blob/main/sdk/"
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
        source=_NET
        + "eventgrid/Microsoft.Azure.WebJobs.Extensions.EventGrid/src/Config/EventGridAsyncCollectorFactory.cs",
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
    Extension(
        "Azure SQL",
        ("sqlTrigger", "sql"),
        "databases",
        property="connectionStringSetting",
        order="connection strings",
        version="3.1.536",
        source=_GITHUB + "azure-functions-sql-extension/blob/main/src/SqlBindingUtilities.cs",
    ),
    Extension(
        "MySQL",
        ("mysqlTrigger", "mysql"),
        "databases",
        property="connectionStringSetting",
        order="connection strings",
        version="1.0.129",
        source=_GITHUB + "azure-functions-mysql-extension/blob/main/src/MySqlBindingUtilities.cs",
    ),
    Extension(
        "Azure Data Explorer",
        ("kusto",),
        "databases",
        property="connection",
        default="KustoConnectionString",
        order="connection strings",
        version="1.0.10-Preview",
        source=_GITHUB + "Webjobs.Extensions.Kusto/blob/main/src/Config/KustoExtensionConfigProvider.cs",
    ),
    Extension(
        "Redis",
        ("redisPubSubTrigger", "redisListTrigger", "redisStreamTrigger", "redis"),
        "redis",
        property="connection",
        order="webjobs",
        endpoint_keys=("redisHostName",),
        identity=True,
        scope="https://redis.azure.com/.default",
        version="1.0.0",
        source=_GITHUB + "azure-functions-redis-extension/blob/main/src/Microsoft.Azure.WebJobs.Extensions.Redis/"
        "RedisUtilities.cs",
    ),
    Extension(
        "Kafka",
        ("kafkaTrigger", "kafka"),
        "brokers",
        version="4.2.0",
        source=_GITHUB + "azure-functions-kafka-extension/blob/dev/src/Microsoft.Azure.WebJobs.Extensions.Kafka/"
        "Extensions/ConfigurationExtensions.cs",
    ),
    Extension(
        "RabbitMQ",
        ("rabbitMQTrigger", "rabbitMQ"),
        "brokers",
        property="connectionStringSetting",
        default="RabbitMQ",
        order="connection strings",
        version="2.1.0",
        source=_GITHUB + "azure-functions-rabbitmq-extension/blob/dev/extension/WebJobs.Extensions.RabbitMQ/Utility.cs",
    ),
    Extension(
        "Durable Functions",
        ("orchestrationTrigger", "activityTrigger", "entityTrigger", "durableClient", "orchestrationClient"),
        "durable",
        property="connectionName",
        default="Storage",
        order="webjobs",
        endpoint_keys=("blobServiceUri", "queueServiceUri", "tableServiceUri", "accountName", "serviceUri", "endpoint"),
        identity=True,
        scope=_STORAGE_SCOPE,
        version="3.12.5",
        source=_GITHUB + "azure-functions-durable-extension/blob/v3.x/src/WebJobs.Extensions.DurableTask/Storage/"
        "StorageServiceClientProviderFactory.cs",
    ),
    Extension(
        "OpenAI",
        (
            *("textCompletion", "embeddings", "embeddingsStore", "semanticSearch"),
            *("assistantCreate", "assistantPost", "assistantQuery", "assistantSkillTrigger"),
        ),
        "openai",
        property="aiConnectionName",
        order="raw",
        endpoint_keys=("Endpoint",),
        identity=True,
        scope="https://cognitiveservices.azure.com/.default",
        version="0.19.0-alpha",
        source=_GITHUB + "azure-functions-openai-extension/blob/main/src/WebJobs.Extensions.OpenAI/"
        "OpenAIClientFactory.cs",
    ),
    Extension(
        "MCP",
        ("mcpToolTrigger", "mcpResourceTrigger", "mcpPromptTrigger"),
        "companions",
        version="1.5.0",
        source=_GITHUB + "azure-functions-mcp-extension/blob/main/src/Microsoft.Azure.Functions.Extensions.Mcp/"
        "Backplane/Storage/StorageClientProvider.cs",
    ),
    Extension(
        "Timer",
        ("timerTrigger",),
        "companions",
        source=_GITHUB + "azure-webjobs-sdk-extensions/blob/main/src/WebJobs.Extensions/Extensions/Timers/",
    ),
    Extension(
        "SendGrid",
        ("sendGrid",),
        "senders",
        property="apiKey",
        default="AzureWebJobsSendGridApiKey",
        order="raw",
        version="3.1.0",
        source=_GITHUB + "azure-webjobs-sdk-extensions/tree/main/src/WebJobs.Extensions.SendGrid",
    ),
    Extension(
        "Twilio",
        ("twilioSms",),
        "senders",
        property="authTokenSetting",
        default="AzureWebJobsTwilioAuthToken",
        order="raw",
        version="3.0.3",
        source=_GITHUB + "azure-webjobs-sdk-extensions/tree/main/src/WebJobs.Extensions.Twilio",
    ),
    Extension(
        "Dapr",
        (
            *("daprServiceInvocationTrigger", "daprBindingTrigger", "daprTopicTrigger"),
            *("daprState", "daprSecret", "daprPublish", "daprInvoke", "daprBinding"),
        ),
        "senders",
        version="1.0.1",
        source=_GITHUB + "azure-functions-dapr-extension/tree/master/src/Microsoft.Azure.WebJobs.Extensions.Dapr",
    ),
    Extension("HTTP", ("httpTrigger", "http", "manualTrigger", "warmupTrigger"), "plain"),
    # Known to exist; their sources were not read, so nothing is said about them.
    Extension(
        "Others",
        (
            *("connectorTrigger", "mcpToolProperty", "webPubSubRequest", "authenticationEventsTrigger"),
            *("socketIOTrigger", "socketIONegotiation", "socketIO", "cosmosDBMongoTrigger", "cosmosDBMongo"),
        ),
        "plain",
    ),
)
