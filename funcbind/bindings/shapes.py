"""The .NET attributes behind binding types: constructors, properties, defaults, how each property is resolved.

A row is (class, constructors, properties). A constructor is its parameters' names. A property is written
``Name:kind=%``:

``:kind``
    ``int``, ``bool``, ``texts`` (``string[]``), ``first`` (reads and fills ``Connections``) or an enumeration of
    :data:`ENUMERATIONS`, with ``?`` when null is allowed; text without it.
``=``
    it can be set, not only by a constructor. A private setter counts: the converter asks for ``CanWrite``.
``%`` ``@`` ``#``
    ``[AutoResolve]`` (its ``%name%`` are replaced), ``[AppSetting]`` (it is the name of a setting),
    ``[ConnectionString]`` (the name of a connection string or a setting).

Sources: the ``*Attribute.cs`` files of Azure/azure-sdk-for-net and Azure/azure-webjobs-sdk(-extensions), each as of
the extension version in ``funcbind/extensions/__init__.py``.
"""

from __future__ import annotations

from funcbind._record import Record
from funcbind.dotnet.text import fold

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

ENUMERATIONS: dict[str, dict[str, int]] = {
    "FileAccess": {"Read": 1, "Write": 2, "ReadWrite": 3},
    "BlobTriggerSource": {"LogsAndContainerScan": 0, "EventGrid": 1},
    "ServiceBusEntityType": {"Queue": 0, "Topic": 1},
    "AuthorizationLevel": {"Anonymous": 0, "User": 1, "Function": 2, "System": 3, "Admin": 4},
    "CommandType": {"Text": 1, "StoredProcedure": 4, "TableDirect": 512},
    "WebPubSubEventType": {"System": 0, "User": 1},
    "WebPubSubClientProtocol": {"Default": 0, "Mqtt": 1, "SocketIO": 2},
    "WebPubSubTriggerAcceptedClientProtocols": {"All": 0, "WebPubSub": 1, "Mqtt": 2},
}
FLAGS = frozenset({"FileAccess"})

_SIGNALR = "ConnectionStringSetting= HubName=%"
_NEGOTIATION = _SIGNALR + " UserId=% IdToken=% ClaimTypeList:texts="

_ROWS: dict[str, tuple[str, tuple[str, ...], str]] = {
    "queueTrigger": ("QueueTriggerAttribute", ("queueName",), "QueueName% Connection="),
    "queue": ("QueueAttribute", ("queueName",), "QueueName% Connection="),
    "blobTrigger": (
        "BlobTriggerAttribute",
        ("blobPath",),
        "Connection= BlobPath% Source:BlobTriggerSource=",
    ),
    "blob": (
        "BlobAttribute",
        ("blobPath", "blobPath access"),
        "BlobPath% Access:FileAccess?= Connection=",
    ),
    "table": (
        "TableAttribute",
        ("tableName", "tableName partitionKey", "tableName partitionKey rowKey"),
        "TableName% PartitionKey% RowKey% Take:int= Filter=% Connection=",
    ),
    "serviceBusTrigger": (
        "ServiceBusTriggerAttribute",
        ("queueName", "topicName subscriptionName"),
        "Connection= QueueName TopicName SubscriptionName IsSessionsEnabled:bool= AutoCompleteMessages:bool= "
        "MaxMessageBatchSize:int=",
    ),
    "serviceBus": (
        "ServiceBusAttribute",
        ("queueOrTopicName entityType",),
        "QueueOrTopicName=% Connection= EntityType:ServiceBusEntityType=",
    ),
    "eventHubTrigger": ("EventHubTriggerAttribute", ("eventHubName",), "EventHubName= ConsumerGroup= Connection="),
    "eventHub": ("EventHubAttribute", ("eventHubName",), "EventHubName=% Connection="),
    "eventGridTrigger": ("EventGridTriggerAttribute", ("",), ""),
    "eventGrid": ("EventGridAttribute", ("",), "TopicEndpointUri=@ TopicKeySetting=@ Connection="),
    "cosmosDBTrigger": (
        "CosmosDBTriggerAttribute",
        ("databaseName containerName",),
        "Connection= ContainerName= DatabaseName= LeaseConnection= LeaseContainerName= LeaseDatabaseName= "
        "CreateLeaseContainerIfNotExists:bool= LeasesContainerThroughput:int= LeaseContainerPrefix= FeedPollDelay:int= "
        "LeaseAcquireInterval:int= LeaseExpirationInterval:int= LeaseRenewInterval:int= MaxItemsPerInvocation:int= "
        "StartFromBeginning:bool= StartFromTime= PreferredLocations=",
    ),
    "cosmosDB": (
        "CosmosDBAttribute",
        ("", "databaseName containerName"),
        "DatabaseName=% ContainerName=% CreateIfNotExists:bool= Connection= Id=% PartitionKey=% "
        "ContainerThroughput:int= SqlQuery=% PreferredLocations=%",
    ),
    "signalRTrigger": (
        "SignalRTriggerAttribute",
        ("", "hubName category event", "hubName category event parameterNames"),
        "ConnectionStringSetting= HubName Category Event ParameterNames:texts",
    ),
    "negotiationBase": ("NegotiationBaseAttribute", (), ""),
    "signalRConnectionInfo": ("SignalRConnectionInfoAttribute", ("",), _NEGOTIATION),
    "signalRNegotiation": ("SignalRNegotiationAttribute", ("",), _NEGOTIATION),
    "signalREndpoints": ("SignalREndpointsAttribute", ("",), _SIGNALR),
    "signalR": ("SignalRAttribute", ("",), _SIGNALR),
    "webPubSubTrigger": (
        "WebPubSubTriggerAttribute",
        (
            "eventType eventName",
            "eventType eventName connections",
            "hub eventType eventName",
            "hub eventType eventName connections",
        ),
        "Hub% EventName EventType:WebPubSubEventType Connections:texts= Connection:first= "
        "ClientProtocols:WebPubSubTriggerAcceptedClientProtocols=",
    ),
    "webPubSubConnection": (
        "WebPubSubConnectionAttribute",
        ("",),
        "Connection= Hub=% UserId=% ClientProtocol:WebPubSubClientProtocol=",
    ),
    "webPubSub": ("WebPubSubAttribute", ("",), "Connection= Hub=%"),
    "httpTrigger": (
        "HttpTriggerAttribute",
        ("", "methods", "authLevel", "authLevel methods"),
        "Route= Methods:texts AuthLevel:AuthorizationLevel",
    ),
    "sql": (
        "SqlAttribute",
        ("commandText connectionStringSetting commandType parameters", "commandText connectionStringSetting"),
        "CommandText% ConnectionStringSetting CommandType:CommandType Parameters%",
    ),
    "rabbitMQTrigger": (
        "RabbitMQTriggerAttribute",
        ("queueName",),
        "ConnectionStringSetting= QueueName DisableCertificateValidation:bool= ManualAck:bool=",
    ),
    "rabbitMQ": (
        "RabbitMQAttribute",
        ("",),
        "ConnectionStringSetting=# QueueName=% DisableCertificateValidation:bool=",
    ),
    "sendGrid": ("SendGridAttribute", ("",), "ApiKey=@ To=% From=% Subject=% Text=%"),
    "twilioSms": ("TwilioSmsAttribute", ("",), "AccountSidSetting=@ AuthTokenSetting=@ To=% From=% Body=%"),
}

# Defaults other than null, 0, false and an enumeration's first member.
_DEFAULTS: dict[str, dict[str, object]] = {
    "serviceBusTrigger": {"AutoCompleteMessages": True, "MaxMessageBatchSize": 1000},
    "cosmosDBTrigger": {"LeaseContainerName": "leases"},
    "signalRTrigger": {"ConnectionStringSetting": "AzureSignalRConnectionString"},
    "signalRConnectionInfo": {"ConnectionStringSetting": "AzureSignalRConnectionString"},
    "signalRNegotiation": {"ConnectionStringSetting": "AzureSignalRConnectionString"},
    "signalREndpoints": {"ConnectionStringSetting": "AzureSignalRConnectionString"},
    "signalR": {"ConnectionStringSetting": "AzureSignalRConnectionString"},
    "webPubSubTrigger": {"Hub": ""},
    "httpTrigger": {"AuthLevel": "Function"},
}
# A property whose default is another's value.
COPIES = {"CosmosDBTriggerAttribute": {"LeaseDatabaseName": "DatabaseName"}}
# Constructors that refuse: "blank" for blank text and null, "null" for null only.
CHECKS = {"CosmosDBTriggerAttribute": "blank", "SqlAttribute": "null"}


class Property(Record):
    """One property of an attribute; see the module for ``kind``, ``settable`` and ``mark``."""

    name: str
    kind: str
    settable: bool
    mark: str
    default: object


class Shape(Record):
    """One attribute class.

    Attributes:
        name: the class.
        trigger: whether it is a trigger's; those are resolved by their extension, not by the host.
        constructors: the parameters of each public constructor.
        properties: by name in upper case, in the order of the source.
    """

    name: str
    trigger: bool
    constructors: tuple[tuple[str, ...], ...]
    properties: Mapping[str, Property]


_known: dict[str, Shape | None] = {}
_by_type = {fold(type_): type_ for type_ in _ROWS}


def shape_of(binding_type: str) -> Shape | None:
    """Return the attribute of a binding type in any letter case, ``None`` when the table has none."""
    type_ = _by_type.get(fold(binding_type), "")
    if type_ not in _known:
        _known[type_] = _shape(type_) if type_ else None
    return _known[type_]


def _shape(type_: str) -> Shape:
    name, constructors, properties = _ROWS[type_]
    found = [_property(text, _DEFAULTS.get(type_, {})) for text in properties.split()]
    return Shape(
        name,
        name.endswith("TriggerAttribute"),
        tuple(tuple(constructor.split()) for constructor in constructors),
        {fold(property_.name): property_ for property_ in found},
    )


def _property(text: str, defaults: Mapping[str, object]) -> Property:
    mark = text[-1] if text[-1] in "%@#" else ""
    text = text.removesuffix(mark)
    settable = text.endswith("=")
    name, _, kind = text.removesuffix("=").partition(":")
    plain: dict[str, object] = {"int": 0, "bool": False}
    default = plain.get(kind)
    if kind in ENUMERATIONS:
        default = next(iter(ENUMERATIONS[kind]))
    return Property(name, kind, settable, mark, defaults.get(name, default))
