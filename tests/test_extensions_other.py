"""Extensions without recordings: what their sources say, row by row."""

from __future__ import annotations

from importlib import import_module

import pytest
from hypothesis import given
from hypothesis import strategies as st

from funcbind.configuration import Configuration
from funcbind.connections import Binding, Connection, Rejection, Resolution, resolve
from funcbind.diagnostics import KINDS
from funcbind.extensions import EXTENSIONS, extension_of
from funcbind.extensions.host_json import host_option

SECRET = "fake-secret-value"
KEY = "ZmFrZS1rZXk="
STORAGE = f"DefaultEndpointsProtocol=https;AccountName=fakeacct;AccountKey={KEY};EndpointSuffix=core.windows.net"
SQL = f"Server=fake.database.windows.net;Database=shop;User ID=app;Password={SECRET}"
HUBS = f"Endpoint=sb://fake-ns.servicebus.windows.net/;SharedAccessKeyName=all;SharedAccessKey={KEY}"


def resolved(
    settings: dict[str, str], type_: str, host: dict[str, object] | None = None, **properties: object
) -> Resolution:
    configuration = Configuration(settings)
    return resolve(configuration, Binding(type_, properties=properties, host=host or {}))


def kind_of(resolution: Resolution) -> str:
    """The refusal's kind, or how the first endpoint authenticates, or ``nothing``."""
    match resolution.outcome:
        case Rejection() as rejection:
            return rejection.kind
        case Connection(endpoints=endpoints) if endpoints:
            return endpoints[0].auth
    return "nothing"


def endpoints(resolution: Resolution) -> dict[str, str]:
    return {client.role: endpoint.uri for client in resolution.clients for endpoint in client.endpoints}


# type, properties, settings, outcome, address
ROWS = [
    # Azure SQL and MySQL: a connection string only
    ("sql", {"connectionStringSetting": "Db"}, {"Db": SQL}, "connection_string", "fake.database.windows.net"),
    ("sqlTrigger", {"connectionStringSetting": "Db"}, {"ConnectionStrings__Db": SQL}, "connection_string", None),
    ("SQL", {"connectionStringSetting": "Db"}, {"SQLAZURECONNSTR_Db": SQL}, "connection_string", None),
    (
        "sql",
        {"connectionStringSetting": "Db"},
        {"Db": "Data Source=fake;Authentication=Active Directory Default"},
        "token",
        "fake",
    ),
    ("sql", {"connectionStringSetting": "Db"}, {"AzureWebJobsDb": SQL}, "not_found", None),
    ("sql", {"connectionStringSetting": "Db"}, {"Db__serviceUri": "https://fake"}, "not_found", None),
    ("sql", {"connectionStringSetting": "%Db%"}, {"Db": SQL}, "not_found", None),
    ("sql", {"connectionStringSetting": "Db"}, {"Db": ""}, "malformed_connection_string", None),
    ("sql", {"connectionStringSetting": "Db"}, {"Db": "Server"}, "malformed_connection_string", None),
    ("sql", {"connection": "Db"}, {"Db": SQL}, "empty_name", None),
    ("sql", {"connectionStringSetting": ""}, {"Db": SQL}, "empty_name", None),
    ("mysql", {"connectionStringSetting": "Db"}, {"Db": "Server=fake;UserID=a;Pwd=b"}, "connection_string", "fake"),
    ("mysqlTrigger", {"connectionStringSetting": "Db"}, {}, "not_found", None),
    # Azure Data Explorer
    ("kusto", {}, {"KustoConnectionString": "Data Source=https://fake;Fed=True"}, "connection_string", "https://fake"),
    ("kusto", {"connection": "K"}, {"K": "https://fake;Fed=True"}, "connection_string", "https://fake"),
    (
        "kusto",
        {"connection": "K", "managedServiceIdentity": "system"},
        {"K": "Data Source=https://fake"},
        "token",
        "https://fake",
    ),
    ("kusto", {"connection": "K"}, {}, "not_found", None),
    # Redis
    ("redis", {"connection": "R"}, {"R": "fake:6380,password=p,ssl=True"}, "connection_string", "fake:6380"),
    ("redisListTrigger", {"connection": "R"}, {"AzureWebJobsR": "fake:6380"}, "connection_string", "fake:6380"),
    ("redisPubSubTrigger", {"connection": "R"}, {"R__redisHostName": "f:1", "R__principalId": "p"}, "token", "f:1"),
    ("redis", {"connection": "R"}, {"R__redisHostName": "f:1"}, "incomplete_credential", None),
    ("redis", {"connection": "R"}, {"R__principalId": "p"}, "no_endpoint", None),
    ("redis", {"connection": "R"}, {"R": "f:1", "R__redisHostName": "f:1"}, "conflicting_properties", None),
    ("redis", {"connection": "R"}, {}, "not_found", None),
    ("redis", {}, {}, "empty_name", None),
    # Kafka: each property may name a setting, else it is meant literally
    ("kafka", {"brokerList": "Brokers", "topic": "t"}, {"Brokers": "fake:9092"}, "none", "fake:9092"),
    ("kafkaTrigger", {"brokerList": "%Brokers%", "topic": "t"}, {"Brokers": "fake:9092"}, "none", "fake:9092"),
    ("kafka", {"brokerList": "fake:9092", "topic": "t"}, {}, "none", "fake:9092"),
    ("kafka", {"brokerList": "b:1", "topic": "t", "password": "Pw"}, {"Pw": SECRET}, "access_key", "b:1"),
    ("kafka", {"brokerList": "b:1", "topic": "t", "oAuthBearerClientId": "c"}, {}, "token", "b:1"),
    (
        "kafkaTrigger",
        {"brokerList": "b:1", "topic": "t", "eventHubConnectionString": "Hub"},
        {"Hub": HUBS},
        "connection_string",
        "b:1",
    ),
    ("kafka", {"brokerList": "%Missing%", "topic": "t"}, {}, "unresolved_name", None),
    ("kafkaTrigger", {"topic": "t"}, {}, "invalid_binding", None),
    # RabbitMQ
    (
        "rabbitMQ",
        {"connectionStringSetting": "Q"},
        {"Q": f"amqp://u:{SECRET}@fake:5672"},
        "connection_string",
        "amqp://fake:5672",
    ),
    (
        "rabbitMQ",
        {"connectionStringSetting": "%N%"},
        {"N": "Q", "Q": "amqp://fake"},
        "connection_string",
        "amqp://fake",
    ),
    ("rabbitMQ", {"connectionStringSetting": "Missing"}, {"RabbitMQ": "amqp://fake"}, "unresolved_name", None),
    ("rabbitMQ", {"connectionStringSetting": "%Q"}, {}, "unclosed_name", None),
    (
        "rabbitMQTrigger",
        {"connectionStringSetting": "Missing"},
        {"RabbitMQ": "amqp://fake"},
        "connection_string",
        "amqp://fake",
    ),
    ("rabbitMQTrigger", {}, {"AzureWebJobsRabbitMQ": "amqps://fake"}, "connection_string", "amqps://fake"),
    ("rabbitMQTrigger", {"connectionStringSetting": "Q"}, {}, "not_found", None),
    ("rabbitMQTrigger", {"connectionStringSetting": "Q"}, {"Q": "fake:5672"}, "invalid_endpoint", None),
    # SendGrid, Twilio: setting names, each with a default
    ("sendGrid", {}, {"AzureWebJobsSendGridApiKey": SECRET}, "access_key", None),
    ("sendGrid", {"apiKey": "K"}, {"K": SECRET}, "access_key", None),
    ("sendGrid", {"apiKey": "K"}, {"AzureWebJobsSendGridApiKey": SECRET}, "unresolved_name", None),
    ("sendGrid", {"apiKey": "%K%"}, {"K": SECRET}, "unresolved_name", None),
    ("sendGrid", {}, {"SendGridApiKey": SECRET}, "not_found", None),
    ("sendGrid", {}, {"AzureWebJobsSendGridApiKey": ""}, "not_found", None),
    ("twilioSms", {}, {"AzureWebJobsTwilioAccountSid": "a", "AzureWebJobsTwilioAuthToken": "b"}, "access_key", None),
    ("twilioSms", {"accountSidSetting": "A", "authTokenSetting": "B"}, {"A": "a", "B": "b"}, "access_key", None),
    ("twilioSms", {}, {"AzureWebJobsTwilioAccountSid": "a"}, "not_found", None),
    ("twilioSms", {"authTokenSetting": "B"}, {"AzureWebJobsTwilioAccountSid": "a"}, "unresolved_name", None),
    # Dapr
    ("daprState", {}, {}, "none", "http://localhost:3500"),
    ("daprPublish", {}, {"DAPR_HTTP_PORT": "3501"}, "none", "http://localhost:3501"),
    ("daprInvoke", {}, {"DAPR_HTTP_PORT": "no"}, "none", "http://localhost:3500"),
    ("daprSecret", {"daprAddress": "%Dapr%"}, {"Dapr": "http://fake:1"}, "none", "http://fake:1"),
    ("daprBinding", {"daprAddress": "%Dapr%"}, {}, "unresolved_name", None),
    ("daprTopicTrigger", {}, {}, "nothing", None),
    # OpenAI: raw sections, sub-keys first
    ("textCompletion", {"aiConnectionName": "A"}, {"A__Endpoint": "https://fake"}, "token", "https://fake/"),
    (
        "embeddings",
        {"aiConnectionName": "A"},
        {"A__Endpoint": "https://fake", "A__Key": SECRET},
        "access_key",
        "https://fake/",
    ),
    ("textCompletion", {}, {"OPENAI_API_KEY": SECRET}, "access_key", "https://api.openai.com/v1"),
    (
        "textCompletion",
        {"aiConnectionName": "A"},
        {"A__Endpoint": "https://fake", "OPENAI_API_KEY": SECRET},
        "access_key",
        "https://api.openai.com/v1",
    ),
    ("textCompletion", {}, {"AZURE_OPENAI_ENDPOINT": "https://fake"}, "token", "https://fake/"),
    (
        "textCompletion",
        {"aiConnectionName": "A"},
        {"A__Key": "k", "AZURE_OPENAI_ENDPOINT": "https://fake"},
        "access_key",
        "https://fake/",
    ),
    ("textCompletion", {"aiConnectionName": "A"}, {"AzureWebJobsA__Endpoint": "https://fake"}, "not_found", None),
    ("textCompletion", {"aiConnectionName": "A"}, {"A__Key": SECRET}, "no_endpoint", None),
    ("textCompletion", {"aiConnectionName": "A"}, {"A": SECRET}, "no_endpoint", None),
    ("textCompletion", {"aiConnectionName": "A"}, {"A__Endpoint": "fake"}, "invalid_endpoint", None),
    ("textCompletion", {}, {}, "not_found", None),
    (
        "textCompletion",
        {"aiConnectionName": "A"},
        {"A__Endpoint": "https://fake", "A__credential": "workloadidentity"},
        "incomplete_credential",
        None,
    ),
    ("assistantCreate", {}, {"AzureWebJobsStorage": STORAGE}, "shared_key", "https://fakeacct.table.core.windows.net/"),
    (
        "assistantQuery",
        {"chatStorageConnectionSetting": "C"},
        {"C": STORAGE, "C__tableServiceUri": "https://fake.table.core.windows.net"},
        "token",
        "https://fake.table.core.windows.net/",
    ),
    ("assistantQuery", {}, {"AzureWebJobsStorage__accountName": "fakeacct"}, "no_endpoint", None),
    ("assistantQuery", {}, {}, "not_found", None),
    ("assistantSkillTrigger", {}, {}, "nothing", None),
    # bindings without a connection
    ("httpTrigger", {"connection": "Missing"}, {}, "nothing", None),
    ("http", {}, {}, "nothing", None),
    ("warmupTrigger", {}, {}, "nothing", None),
    ("manualTrigger", {}, {}, "nothing", None),
    ("connectorTrigger", {}, {}, "nothing", None),
    ("mcpToolProperty", {}, {}, "nothing", None),
    ("timerTrigger", {}, {}, "nothing", None),
    ("mcpToolTrigger", {}, {}, "nothing", None),
]


@pytest.mark.parametrize(("type_", "properties", "settings", "outcome", "address"), ROWS)
def test_row(
    type_: str, properties: dict[str, object], settings: dict[str, str], outcome: str, address: str | None
) -> None:
    resolution = resolved(settings, type_, **properties)
    assert kind_of(resolution) == outcome
    if address is not None:
        assert isinstance(resolution.outcome, Connection)
        assert resolution.outcome.endpoint.uri == address


@pytest.mark.parametrize(("type_", "properties", "settings", "outcome", "address"), ROWS)
def test_no_secret_is_shown(
    type_: str, properties: dict[str, object], settings: dict[str, str], outcome: str, address: str | None
) -> None:
    resolution = resolved(settings, type_, **properties)
    shown = [repr(resolution)]
    shown += [rejection.message + rejection.hint for rejection in resolution.rejections]
    for text in shown:
        assert SECRET not in text
        assert KEY not in text
    for rejection in resolution.rejections:
        assert rejection.kind in KINDS
        assert rejection.hint


def test_every_row_has_a_module() -> None:
    for row in EXTENSIONS:
        assert callable(import_module(f"funcbind.extensions.{row.module}").resolve), row.name


def test_every_type_has_one_row() -> None:
    types = [type_.lower() for row in EXTENSIONS for type_ in row.types]
    assert len(types) == len(set(types))
    for row in EXTENSIONS:
        for type_ in row.types:
            assert extension_of(type_.upper()) is row


def test_sub_keys_of_a_string_only_connection_are_ignored() -> None:
    resolution = resolved({"Db": SQL, "Db__credential": "managedidentity"}, "sql", connectionStringSetting="Db")
    assert [setting.name for setting in resolution.ignored] == ["Db__credential"]


def test_kafka_says_which_properties_are_meant_literally() -> None:
    resolution = resolved({"Brokers": "fake:9092"}, "kafka", brokerList="Brokers", topic="t", password="Pasword")
    assert resolution.fact("literal") == "topic,password"
    assert resolution.name == "Brokers"


def test_timer_and_mcp_need_the_hosts_storage() -> None:
    for type_, role in (("timerTrigger", "host_blob"), ("mcpToolTrigger", "backplane_queue")):
        assert [rejection.kind for rejection in resolved({}, type_).rejections] == ["not_found"]
        good = resolved({"AzureWebJobsStorage": STORAGE}, type_)
        assert not good.rejections
        assert list(endpoints(good)) == [role]


def durable(provider: dict[str, object]) -> dict[str, object]:
    return {"version": "2.0", "extensions": {"durableTask": {"storageProvider": provider}}}


# host.json's storage provider, properties, settings, outcome, clients
DURABLE = [
    ({}, {}, {"AzureWebJobsStorage": STORAGE}, "shared_key", ["blob", "queue", "table"]),
    ({"type": "azurestorage"}, {}, {"AzureWebJobsStorage": STORAGE}, "shared_key", ["blob", "queue", "table"]),
    ({"connectionName": "D"}, {}, {"D__accountName": "fakeacct"}, "token", ["blob", "queue", "table"]),
    ({"connectionStringName": "D"}, {}, {"AzureWebJobsD": STORAGE}, "shared_key", ["blob", "queue", "table"]),
    ({"connectionName": "D"}, {"connectionName": "E"}, {"E": STORAGE}, "shared_key", ["blob", "queue", "table"]),
    ({"connectionName": "D"}, {}, {"AzureWebJobsStorage": STORAGE}, "not_found", []),
    (
        {},
        {},
        {"AzureWebJobsStorage": STORAGE, "AzureFunctionsJobHost__extensions__durableTask__storageProvider__type": "x"},
        "invalid_option",
        [],
    ),
    ({}, {}, {"AzureWebJobsStorage__blobServiceUri": "https://b.example"}, "no_endpoint", ["blob"]),
    ({}, {}, {"AzureWebJobsStorage__serviceUri": "https://b.example"}, "no_endpoint", ["blob", "queue"]),
    ({}, {}, {"AzureWebJobsStorage__credential": "managedidentity"}, "no_endpoint", []),
    ({}, {}, {"AzureWebJobsStorage__blobServiceUri": "b"}, "invalid_endpoint", []),
    ({}, {}, {"AzureWebJobsStorage": "DefaultEndpointsProtocol=https"}, "malformed_connection_string", []),
    ({}, {}, {"AzureWebJobsStorage": "", "AzureWebJobsStorage__accountName": "a"}, "token", ["blob", "queue", "table"]),
    (
        {"trackingStoreConnectionName": "T"},
        {},
        {"AzureWebJobsStorage": STORAGE, "T": STORAGE},
        "shared_key",
        ["blob", "queue", "table", "tracking_blob", "tracking_table"],
    ),
    ({"type": "mssql"}, {}, {"SQLDB_Connection": SQL}, "connection_string", ["database"]),
    ({"type": "mssql", "connectionStringName": "Db"}, {}, {"Db": SQL}, "connection_string", ["database"]),
    ({"type": "mssql"}, {}, {"SQLDB_Connection": "Server"}, "malformed_connection_string", []),
    ({"type": "mssql"}, {}, {}, "not_found", []),
    (
        {"type": "Netherite"},
        {},
        {"AzureWebJobsStorage": STORAGE, "EventHubsConnection": HUBS},
        "shared_key",
        ["blob", "table", "event_hubs"],
    ),
    (
        {"type": "netherite", "StorageConnectionName": "S", "EventHubsConnectionName": "H"},
        {},
        {"S__accountName": "fakeacct", "H__fullyQualifiedNamespace": "fake-ns.servicebus.windows.net"},
        "token",
        ["blob", "table", "event_hubs"],
    ),
    (
        {"type": "netherite"},
        {"connectionName": "S, H"},
        {"S": STORAGE, "H": "SingleHost"},
        "shared_key",
        ["blob", "table"],
    ),
    ({"type": "netherite", "eventHubsConnectionName": "Memory"}, {}, {}, "nothing", []),
    ({"type": "netherite"}, {}, {"AzureWebJobsStorage": STORAGE}, "not_found", ["blob", "table"]),
    ({"type": "netherite"}, {}, {"AzureWebJobsStorage": STORAGE, "EventHubsConnection__a": "b"}, "no_endpoint", None),
    ({"type": "netherite"}, {}, {"AzureWebJobsStorage": STORAGE, "EventHubsConnection": "x"}, None, None),
    ({"type": "netherite", "eventHubsConnectionName": "SingleHost"}, {}, {}, "not_found", []),
    (
        {"type": "netherite", "eventHubsConnectionName": "SingleHost"},
        {},
        {"AzureWebJobsStorage__x": "y"},
        "no_endpoint",
        [],
    ),
    ({"type": "azureManaged"}, {}, {}, "nothing", []),
    ({"type": "redis"}, {}, {}, "invalid_option", []),
]


@pytest.mark.parametrize("type_", ["orchestrationTrigger", "durableClient"])
@pytest.mark.parametrize(("provider", "properties", "settings", "outcome", "roles"), DURABLE)
def test_durable(
    type_: str,
    provider: dict[str, object],
    properties: dict[str, object],
    settings: dict[str, str],
    outcome: str | None,
    roles: list[str] | None,
) -> None:
    resolution = resolved(settings, type_, durable(provider), **properties)
    if outcome is not None:
        assert kind_of(resolution) == outcome
    else:
        assert isinstance(resolution.outcome, Rejection)
    if roles is not None:
        assert list(endpoints(resolution)) == roles
    for rejection in resolution.rejections:
        assert KEY not in rejection.message + rejection.hint
        assert SECRET not in rejection.message + rejection.hint


def test_durable_prefers_the_services_address_to_the_account() -> None:
    settings = {"AzureWebJobsStorage__accountName": "name", "AzureWebJobsStorage__blobServiceUri": "https://b.example"}
    found = endpoints(resolved(settings, "activityTrigger"))
    assert found["blob"] == "https://b.example/"
    assert found["queue"] == "https://name.queue.core.windows.net/"


def test_a_binding_may_have_three_connections() -> None:
    settings = {
        "Ai__Endpoint": "https://ai.example",
        "Chat__tableServiceUri": "https://fake.table.core.windows.net",
        "Search__endPoint": "https://search.example",
        "Search__apiKey": SECRET,
    }
    post = resolved(settings, "assistantPost", aiConnectionName="Ai", chatStorageConnectionSetting="Chat")
    assert list(endpoints(post)) == ["ai", "chat_storage"]
    search = resolved(settings, "semanticSearch", aiConnectionName="Ai", searchConnectionName="Search")
    assert endpoints(search) == {"ai": "https://ai.example/", "search": "https://search.example/"}


@pytest.mark.parametrize(
    ("provider", "settings", "outcome"),
    [
        ("azureAISearch", {"S__endPoint": "https://s.example"}, "token"),
        ("azureAISearch", {"S__endPoint": "https://s.example", "S__apiKey": "k"}, "access_key"),
        ("azureAISearch", {"S": "https://s.example"}, "token"),
        ("azureAISearch", {"S": "s"}, "invalid_endpoint"),
        ("azureAISearch", {"S__apiKey": "k"}, "no_endpoint"),
        ("azureAISearch", {}, "not_found"),
        ("cosmosDBNoSqlSearch", {"S__Endpoint": "https://c.example"}, "token"),
        ("cosmosDBNoSqlSearch", {"S": "https://c.example"}, "token"),
        ("cosmosDBNoSqlSearch", {"S": f"AccountEndpoint=https://c;AccountKey={KEY}"}, "connection_string"),
        ("cosmosDBNoSqlSearch", {"S__x": "y"}, "no_endpoint"),
        ("cosmosDBSearch", {"S": "mongodb+srv://fake"}, "connection_string"),
        ("kusto", {"S": "Data Source=https://k.example"}, "connection_string"),
        ("kusto", {}, "not_found"),
        ("", {"S__endPoint": "https://s.example"}, "token"),
    ],
)
def test_store_and_search(provider: str, settings: dict[str, str], outcome: str) -> None:
    host = {"extensions": {"openai": {"searchProvider": {"type": provider}}}}
    resolution = resolved({"OPENAI_API_KEY": SECRET, **settings}, "embeddingsStore", host, storeConnectionName="S")
    [client] = [client for client in resolution.clients if client.role == "search"]
    found = client.rejection.kind if client.rejection else client.endpoints[0].auth
    assert found == outcome


def test_options_of_host_json_ignore_letter_case_and_yield_to_settings() -> None:
    from funcbind.connections import Request

    host = {"Extensions": {"DurableTask": {"storageprovider": {"Type": "mssql", "count": 3, "list": []}}}}
    binding = Binding("activityTrigger", host=host)
    request = Request(Configuration({}), binding)
    assert host_option(request, "durableTask", ("storageProvider", "type")) == "mssql"
    assert host_option(request, "durableTask", ("storageProvider", "count")) == "3"
    assert host_option(request, "durableTask", ("storageProvider", "list")) is None
    assert host_option(request, "durableTask", ("storageProvider", "type", "deeper")) is None
    setting = "AzureFunctionsJobHost__extensions__durableTask__storageProvider__type"
    request = Request(Configuration({setting: "netherite"}), binding)
    assert host_option(request, "durableTask", ("storageProvider", "type")) == "netherite"


_TYPES = st.sampled_from(sorted({type_ for row in EXTENSIONS for type_ in row.types}))
_NAMES = st.sampled_from(
    [
        "Storage",
        "AzureWebJobsStorage",
        "A",
        "A__Endpoint",
        "A__accountName",
        "A__redisHostName",
        "A__serviceUri",
        "RabbitMQ",
    ]
)
_TEXTS = st.one_of(st.text(max_size=20), st.sampled_from([SQL, STORAGE, HUBS, "A", "%A%", "", " ", "a=b;c"]))
_PROPERTIES = st.sampled_from(
    ["connection", "connectionStringSetting", "connectionName", "aiConnectionName", "brokerList", "password", "apiKey"]
)
_JSON = st.one_of(_TEXTS, st.none(), st.integers(), st.lists(st.text(max_size=3), max_size=2))


@given(
    _TYPES,
    st.dictionaries(_NAMES, _TEXTS, max_size=5),
    st.dictionaries(_PROPERTIES, _JSON, max_size=4),
    st.sampled_from(["", "mssql", "netherite", "azureManaged", "x"]),
)
def test_anything_gives_an_answer(
    type_: str, settings: dict[str, str], properties: dict[str, object], provider: str
) -> None:
    host = durable({"type": provider} if provider else {})
    resolution = resolve(Configuration(settings), Binding(type_, properties=properties, host=host))
    for rejection in resolution.rejections:
        assert rejection.kind in KINDS
        assert KEY not in rejection.message + rejection.hint
        assert SECRET not in rejection.message + rejection.hint
