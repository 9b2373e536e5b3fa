"""Rules about single extensions, bundles, upstream calls, emulators and SDK types."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from funcbind.rules.model import Example

from .rules import findings

if TYPE_CHECKING:
    from pathlib import Path

CHAT = "Endpoint=https://contoso.service.signalr.net;AccessKey=ZmFrZQ==;Version=1.0;"
PUBSUB = "Endpoint=https://contoso.webpubsub.azure.com;AccessKey=ZmFrZQ==;Version=1.0;"
HUB = "Endpoint=sb://contoso.servicebus.windows.net/;SharedAccessKeyName=fake;SharedAccessKey=ZmFrZQ=="
LISTEN = {"hubName": "chat", "category": "messages", "event": "send"}
EVENT = {"hub": "chat", "eventType": "user", "eventName": "message"}
COSMOS = "AccountEndpoint=https://contoso.documents.azure.com:443/;AccountKey=ZmFrZQ==;"
CONTAINER = {"databaseName": "d", "containerName": "c"}
PERSISTENT = {"AzureSignalRServiceTransportType": "Persistent"}


def found(folder: Path, settings: dict[str, str], *bindings: Any, **fields: Any) -> dict[str, str]:
    """Code -> severity of everything the rules say about a project."""
    return {one.code: one.severity for one in findings(Example(settings, bindings, **fields), folder)}


@pytest.mark.parametrize(
    ("binding", "settings", "bundle", "code"),
    [
        (("serviceBus", "B"), {"B__fullyQualifiedNamespace": "c.servicebus.windows.net"}, "[1.*, 2.0.0)", "FB603"),
        (("serviceBus", "B"), {"B__fullyQualifiedNamespace": "c.servicebus.windows.net"}, "[3.*, 4.0.0)", ""),
        (("serviceBus", "B"), {"B__fullyQualifiedNamespace": "c.servicebus.windows.net"}, "", ""),
        (("serviceBus", "B"), {"B__fullyQualifiedNamespace": "c.servicebus.windows.net"}, "no range", ""),
        (("serviceBus", "B"), {"B": HUB}, "[2.*, 3.0.0)", ""),
        (("queue", "Q"), {"Q__accountName": "contoso"}, "[2.*, 3.0.0)", "FB603"),
        (("queue", "Q"), {"Q__accountName": "contoso"}, "[3.1.0]", ""),
        (("cosmosDB", "C", CONTAINER), {"C__accountEndpoint": "https://c.documents.azure.com"}, "[3.41.0]", "FB603"),
        (("cosmosDB", "C", CONTAINER), {"C": COSMOS}, "[3.*, 4.0.0)", "FB602"),
        (("cosmosDB", "C", CONTAINER), {"C": COSMOS}, "[4.*, 5.0.0)", ""),
        (("webPubSub", None, {"hub": "h"}), {"WebPubSubConnectionString__serviceUri": "https://c.webpubsub.azure.com"},
         "[4.20.0]", "FB603"),
        (("webPubSub", None, {"hub": "h"}), {"WebPubSubConnectionString__serviceUri": "https://c.webpubsub.azure.com"},
         "[4.34.0]", ""),
        (("webPubSub", "Chat", {"hub": "h"}), {"Chat": PUBSUB}, "[4.33.1]", "FB604"),
        (("webPubSub", "Chat", {"hub": "h"}), {"Chat": PUBSUB}, "[4.20.0]", ""),
        (("webPubSub", "Chat", {"hub": "h"}), {"Chat": PUBSUB}, "[4.*, 5.0.0)", ""),
        (("webPubSubTrigger", "Chat", EVENT), {"Chat": PUBSUB}, "[4.36.0]", "FB622"),
        (("webPubSubTrigger", "Chat", EVENT), {"Chat": PUBSUB}, "[4.37.1]", ""),
    ],
)  # fmt: skip
def test_bundles(tmp_path: Path, binding: tuple[object, ...], settings: dict[str, str], bundle: str, code: str) -> None:
    assert set(found(tmp_path, settings, binding, bundle=bundle)) == ({code} if code else set())


def test_a_single_name_is_only_a_doubt_when_the_default_is_checked_and_a_later_bundle_may_be_out(
    tmp_path: Path,
) -> None:
    settings = {"Chat": PUBSUB, "WebPubSubConnectionString": PUBSUB}
    assert found(tmp_path, settings, ("webPubSubTrigger", "Chat", EVENT)) == {"FB622": "warning"}
    assert found(tmp_path, settings, ("webPubSubTrigger", "Chat", EVENT), bundle="[4.36.0]") == {"FB622": "error"}


@pytest.mark.parametrize(
    ("properties", "expected"),
    [
        ({"connectionStringSetting": "C", **CONTAINER}, {"FB602"}),
        ({"connection": "C", "databaseName": "d", "collectionName": "c"}, {"FB602"}),
        ({"connection": "C", "connectionStringSetting": "C", "collectionName": "c", **CONTAINER}, set()),
        ({"connection": "C", "leaseCollectionName": "leases", **CONTAINER}, {"FB602"}),
    ],
)
def test_names_of_cosmos_db(tmp_path: Path, properties: dict[str, object], expected: set[str]) -> None:
    settings = {"C": COSMOS, "CosmosDB": COSMOS}
    assert set(found(tmp_path, settings, ("cosmosDBTrigger", None, properties))) == expected


@pytest.mark.parametrize(
    ("settings", "expected"),
    [
        ({"Chat": CHAT}, {}),
        ({"Chat__serviceUri": "https://contoso.service.signalr.net"}, {"FB606": "warning"}),
        ({"Chat": "Endpoint=https://contoso.service.signalr.net;AuthType=azure.msi"}, {"FB606": "warning"}),
        ({"Chat": f"{CHAT}AuthType=azure.msi"}, {}),
        ({"Chat": f"{CHAT}AuthType=managedidentity"}, {"FB605": "error"}),
        ({"Chat": f"{CHAT}AuthType=AccessKey"}, {}),
        (
            {
                "Chat": CHAT,
                "Azure__SignalR__Endpoints__east__serviceUri": "https://e.service.signalr.net",
                **PERSISTENT,
            },
            {"FB606": "error"},
        ),
        (
            {"Chat": "", "Azure__SignalR__Endpoints__east": CHAT, **PERSISTENT},
            {"FB623": "error"},
        ),
        ({"Chat": "Endpoint=https://contoso.service.signalr.net;AccessKey=;Version=1.0"}, {"FB623": "error"}),
        ({"Azure__SignalR__Endpoints__east": CHAT}, {"FB620": "warning"}),
        (
            {
                "Chat": CHAT,
                "Azure__SignalR__Endpoints__east": CHAT,
                **PERSISTENT,
            },
            {"FB621": "info"},
        ),
        (
            {
                "Azure__SignalR__Endpoints__east": CHAT,
                "Azure__SignalR__Endpoints__east__serviceUri": "https://contoso.service.signalr.net",
                "Chat": CHAT.replace("contoso", "other"),
                **PERSISTENT,
            },
            {"FB605": "error", "FB606": "error"},
        ),
    ],
)
def test_signalr_triggers(tmp_path: Path, settings: dict[str, str], expected: dict[str, str]) -> None:
    assert found(tmp_path, settings, ("signalRTrigger", "Chat", LISTEN)) == expected


def test_what_is_lost_in_azure_is_worth_knowing_on_a_developer_machine(tmp_path: Path) -> None:
    settings = {"Chat__serviceUri": "https://contoso.service.signalr.net"}
    assert found(tmp_path, settings, ("signalRTrigger", "Chat", LISTEN), target="local") == {"FB606": "info"}
    assert found(tmp_path, {}, ("webPubSubTrigger", None, EVENT), target="local") == {"FB627": "warning"}


@pytest.mark.parametrize(
    ("settings", "expected"),
    [
        ({"WebPubSubConnectionString": PUBSUB}, {}),
        ({"WebPubSubConnectionString": "Endpoint=https://contoso.webpubsub.azure.com"}, {"FB628": "warning"}),
        ({"WebPubSubConnectionString": PUBSUB.replace("ZmFrZQ==", "")}, {"FB623": "error"}),
        ({}, {"FB627": "error"}),
    ],
)
@pytest.mark.parametrize("binding", [("webPubSubTrigger", None, EVENT), ("webPubSubContext",)])
def test_web_pubsub(
    tmp_path: Path, binding: tuple[object, ...], settings: dict[str, str], expected: dict[str, str]
) -> None:
    assert found(tmp_path, settings, binding) == expected


@pytest.mark.parametrize(
    ("text", "hub", "expected"),
    [
        (HUB, "orders", {}),
        (f"{HUB};EntityPath=orders", "ORDERS", {}),
        (f"{HUB};EntityPath=orders", "", {}),
        (f"{HUB};EntityPath=orders", "%Hub%", {}),
        (f"{HUB};EntityPath=invoices", "%Hub%", {"FB609": "error"}),
    ],
)
def test_entity_path(tmp_path: Path, text: str, hub: str, expected: dict[str, str]) -> None:
    settings = {"H": text, "Hub": "orders"}
    assert found(tmp_path, settings, ("eventHub", "H", {"eventHubName": hub})) == expected


@pytest.mark.parametrize(
    ("method", "target", "expected"),
    [
        ("Active Directory Managed Identity", "local", {"FB612": "error"}),
        ("ActiveDirectoryMSI", "local", {"FB612": "error"}),
        ("Active Directory Managed Identity", "deployed", {}),
        ("Active Directory Default", "local", {}),
        ("Active Directory Interactive", "deployed", {"FB612": "error"}),
        ("Active Directory Interactive", "local", {}),
    ],
)
def test_sql(tmp_path: Path, method: str, target: str, expected: dict[str, str]) -> None:
    settings = {"Sql": f"Server=c.database.windows.net;Database=d;Authentication={method}"}
    assert found(tmp_path, settings, ("sql", "Sql", {"commandText": "dbo.T"}), target=target) == expected


def test_an_emulator_may_go_without_a_check_of_its_certificate(tmp_path: Path) -> None:
    settings = {"C": f"{COSMOS}DisableServerCertificateValidation=true"}
    assert found(tmp_path, settings, ("cosmosDB", "C", CONTAINER), target="local") == {}
    assert found(tmp_path, settings, ("cosmosDB", "C", CONTAINER)) == {"FB624": "error"}


@pytest.mark.parametrize(
    ("binding", "settings", "expected"),
    [
        (("serviceBus", "B"), {"B": "Endpoint=sb://localhost;SharedAccessKeyName=a;SharedAccessKey=ZmFrZQ=="}, "FB629"),
        (("serviceBus", "B"), {"B": HUB}, ""),
        (
            ("serviceBus", "B"),
            {"B": "Endpoint=sb://bus;SharedAccessKeyName=a;SharedAccessKey=ZmFrZQ==;UseDevelopmentEmulator=true"},
            "",
        ),
        (("queue", "Q"), {"Q__accountName": "devstoreaccount1"}, "FB610"),
        (("queue", "Q"), {"Q__queueServiceUri": "https://127.0.0.1:10001/devstoreaccount1"}, ""),
        (("queue", "Q"), {"Q": "UseDevelopmentStorage=true"}, ""),
    ],
)
def test_emulators(tmp_path: Path, binding: tuple[object, ...], settings: dict[str, str], expected: str) -> None:
    assert set(found(tmp_path, settings, binding, target="local")) == ({expected} if expected else set())


@pytest.mark.parametrize(
    ("password", "settings", "expected"),
    [
        ("Password", {"Password": "fake"}, set()),
        ("%Password%", {"Password": "fake"}, set()),
        ("Password", {}, {"FB626"}),
        ("", {}, set()),
    ],
)
def test_kafka_secrets(tmp_path: Path, password: str, settings: dict[str, str], expected: set[str]) -> None:
    properties = {"brokerList": "kafka:9092", "topic": "t", "username": "me", "password": password}
    assert set(found(tmp_path, settings, ("kafka", None, properties))) == expected


def _code(kind: str, decorator: str, type_: str) -> str:
    return (
        f"import azure.functions as func\nimport azurefunctions.extensions.bindings.{kind} as sdk\n"
        f'app = func.FunctionApp()\n@app.route(route="x")\n@app.{decorator}\n'
        f"def f(req: func.HttpRequest, c: sdk.{type_}): ...\n"
    )


BLOB = _code("blob", 'blob_input(arg_name="c", path="p", connection="X")', "BlobClient")
ITEMS = _code(
    "cosmosdb", 'cosmos_db_input(arg_name="c", connection="X", database_name="d", container_name="c")', "ContainerProxy"
)
ID = "11111111-1111-1111-1111-111111111111"
URI = {"X__blobServiceUri": "https://contoso.blob.core.windows.net"}
ACCOUNT = {"X__accountEndpoint": "https://contoso.documents.azure.com:443/"}


@pytest.mark.parametrize(
    ("code", "settings", "target", "expected"),
    [
        (BLOB, URI, "local", {"FB607"}),
        (BLOB, URI, "deployed", set()),
        (BLOB, {"X": "UseDevelopmentStorage=true"}, "local", set()),
        (BLOB, {**URI, "X__credential": "managedidentity", "X__clientId": ID}, "deployed", set()),
        (BLOB, {"X__accountName": "contoso"}, "deployed", {"FB625"}),
        (BLOB, {"ConnectionStrings__X": "UseDevelopmentStorage=true"}, "local", {"FB625"}),
        (ITEMS, ACCOUNT, "local", set()),
        (ITEMS, ACCOUNT, "deployed", set()),
        (ITEMS, {**ACCOUNT, "X__credential": "managedidentity", "X__clientId": ID}, "deployed", {"FB608"}),
    ],
)
def test_sdk_types(tmp_path: Path, code: str, settings: dict[str, str], target: str, expected: set[str]) -> None:
    codes = set(found(tmp_path, settings, code=code, target=target))
    assert {one for one in codes if one[2] in "236"} == expected
