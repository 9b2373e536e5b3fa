"""Rules about addresses: what is accepted and cannot work, and what only looks odd."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from funcbind.rules.hosts import cloud_of, cloud_of_authority, fits, service_of
from funcbind.rules.model import Example

from .rules import findings

if TYPE_CHECKING:
    from pathlib import Path

HOST = {"AzureWebJobsStorage__accountName": "contoso"}
FAKE = "SharedAccessKeyName=fake;SharedAccessKey=ZmFrZQ=="
TOPIC = "https://contoso.westeurope-1.eventgrid.azure.net/api/events"


def found(folder: Path, settings: dict[str, str], *bindings: Any, **fields: Any) -> dict[str, str]:
    """Code -> severity of everything the rules say about a project."""
    return {one.code: one.severity for one in findings(Example(settings, bindings, **fields), folder)}


@pytest.mark.parametrize(
    "value",
    [
        "https://contoso.queue.core.windows.net",
        "https://contoso.queue.core.windows.net/",
        "https://CONTOSO.QUEUE.CORE.WINDOWS.NET:443/",
        "https://contoso-secondary.queue.core.windows.net",
        "https://contoso.privatelink.queue.core.windows.net",
        "https://contoso.z01.queue.storage.azure.net",
        "https://contoso.queue.core.usgovcloudapi.net",
        "https://contoso.queue.core.chinacloudapi.cn",
        "https://queues.contoso.com",
        "https://blob.contoso.com/account",
        "https://10.0.0.4/contoso",
        "https://127.0.0.1:10001/devstoreaccount1",
        "https://azurite:10001/devstoreaccount1",
    ],
)
def test_addresses_of_every_kind_of_account_are_fine(tmp_path: Path, value: str) -> None:
    target = "local" if "1000" in value else "deployed"
    assert found(tmp_path, {"Orders__queueServiceUri": value}, ("queue", "Orders"), target=target) == {}


@pytest.mark.parametrize("name", ["contoso", "CONTOSO1", "contoso-secondary"])
def test_names_of_accounts_are_fine(tmp_path: Path, name: str) -> None:
    assert found(tmp_path, {"Orders__accountName": name}, ("queue", "Orders")) == {}


@pytest.mark.parametrize(
    "name", ["contoso/", "contoso?x", "https://contoso", "contoso.queue.core.windows.net", "con_to"]
)
def test_what_is_accepted_as_an_account_is_none(tmp_path: Path, name: str) -> None:
    assert found(tmp_path, {"Orders__accountName": name}, ("queue", "Orders")) == {"FB303": "error"}


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("contoso.servicebus.windows.net", {}),
        ("contoso.servicebus.usgovcloudapi.net", {}),
        ("bus.contoso.com", {}),
        ("sb://contoso.servicebus.windows.net/", {"FB302": "info"}),
        ("https://contoso.servicebus.windows.net:443/", {"FB302": "info"}),
        ("https://contoso.servicebus.windows.net:9000/", {"FB302": "warning"}),
        ("contoso", {"FB315": "error"}),
        ("contoso.blob.core.windows.net", {"FB304": "error"}),
        ("localhost", {"FB610": "error"}),
        ("sb://localhost/", {"FB610": "error"}),
        ("127.0.0.1", {"FB610": "error"}),
    ],
)
def test_namespaces(tmp_path: Path, value: str, expected: dict[str, str]) -> None:
    target = "local" if "FB610" in expected else "deployed"
    settings = {"Orders__fullyQualifiedNamespace": value}
    assert found(tmp_path, settings, ("serviceBus", "Orders"), target=target) == expected


@pytest.mark.parametrize(
    ("settings", "expected"),
    [
        ({"Files__serviceUri": "https://contoso.blob.core.windows.net"}, {"FB305": "error"}),
        ({"Files__serviceUri": "https://files.contoso.com"}, {"FB305": "error"}),
        ({"Files__accountName": "contoso"}, {}),
        (
            {
                "Files__blobServiceUri": "https://contoso.queue.core.windows.net",
                "Files__queueServiceUri": "https://contoso.blob.core.windows.net",
            },
            {"FB304": "error"},
        ),
    ],
)
def test_a_blob_trigger_has_two_services(tmp_path: Path, settings: dict[str, str], expected: dict[str, str]) -> None:
    assert found(tmp_path, {**HOST, **settings}, ("blobTrigger", "Files")) == expected


def test_the_hosts_own_storage_needs_queues_too(tmp_path: Path) -> None:
    settings = {
        "AzureWebJobsStorage__serviceUri": "https://contoso.blob.core.windows.net",
        "Files__accountName": "contoso",
    }
    assert found(tmp_path, settings, ("blobTrigger", "Files")) == {"FB305": "error"}


@pytest.mark.parametrize(
    ("settings", "expected"),
    [
        ({"Orders__accountName": "contoso", "AZURE_AUTHORITY_HOST": "https://login.microsoftonline.us"}, {"FB307"}),
        (
            {"Orders__accountName": "contoso", "Bus__fullyQualifiedNamespace": "c.servicebus.usgovcloudapi.net"},
            {"FB307"},
        ),
        ({"Orders__accountName": "contoso", "AZURE_AUTHORITY_HOST": "https://login.microsoftonline.com"}, set()),
        ({"Orders__accountName": "contoso", "Bus__fullyQualifiedNamespace": "c.servicebus.windows.net"}, set()),
    ],
)
def test_an_account_name_belongs_to_the_public_cloud(
    tmp_path: Path, settings: dict[str, str], expected: set[str]
) -> None:
    bindings = [("queue", "Orders"), *([("serviceBus", "Bus")] if "Bus__fullyQualifiedNamespace" in settings else [])]
    codes = set(found(tmp_path, settings, *bindings))
    assert {code for code in codes if code.startswith("FB3")} == expected


@pytest.mark.parametrize(
    ("binding", "settings", "expected"),
    [
        (("cosmosDB", "C"), {"C__accountEndpoint": "contoso.documents.azure.com:443"}, "FB310"),
        (("cosmosDB", "C"), {"C": "AccountEndpoint=contoso.documents.azure.com:443;AccountKey=ZmFrZQ=="}, "FB310"),
        (("cosmosDB", "C"), {"C__accountEndpoint": "https://contoso.documents.azure.com"}, ""),
        (("cosmosDB", "C"), {"C": "AccountEndpoint=http://localhost:8081/;AccountKey=ZmFrZQ=="}, ""),
        (("cosmosDB", "C"), {"C": "AccountEndpoint=http://cosmos:8081/;AccountKey=ZmFrZQ=="}, ""),
        (("eventGrid", "T"), {"T__topicEndpointUri": "contoso.westeurope-1.eventgrid.azure.net:443"}, "FB310"),
        (("eventGrid", "T"), {"T__topicEndpointUri": TOPIC.replace("https", "http")}, "FB312"),
        (("eventGrid", "T"), {"T__topicEndpointUri": TOPIC.removesuffix("/api/events")}, "FB314"),
        (("eventGrid", "T"), {"T__topicEndpointUri": TOPIC}, ""),
        (("eventGrid", "T"), {"T__topicEndpointUri": "https://events.contoso.com"}, ""),
        (("webPubSub", None, {"hub": "c"}), {"WebPubSubConnectionString": "Endpoint=c.webpubsub.azure.com;AccessKey=k"},
         "FB312"),
        (("webPubSub", None, {"hub": "c"}), {"WebPubSubConnectionString": "Endpoint=http://localhost:8080;AccessKey=k"},
         ""),
        (("table", "D"), {"D__endpoint": "http://contoso.table.core.windows.net"}, "FB312"),
        (("table", "D"), {"D__tableServiceUri": "http://127.0.0.1:10002/devstoreaccount1"}, "FB610"),
        (("table", "D"), {"D": "UseDevelopmentStorage=true"}, ""),
        (("table", "D"), {"D__tableServiceUri": "https://contoso.table.cosmos.azure.com:443/"}, ""),
        (("table", "D"), {"D__tableServiceUri": "https://contoso.documents.azure.com"}, "FB304"),
        (("queue", "Q"), {"Q__queueServiceUri": "https://contoso.queue.core.windows.net/?sv=1&sig=ZmFrZQ"}, "FB313"),
        (("signalR", "S", {"hubName": "c"}), {"S__serviceUri": "https://contoso.webpubsub.azure.com"}, "FB304"),
    ],
)  # fmt: skip
def test_addresses(tmp_path: Path, binding: tuple[object, ...], settings: dict[str, str], expected: str) -> None:
    emulator = any(word in value for value in settings.values() for word in (":808", "127.0.0.1", "Development"))
    target = "local" if emulator else "deployed"
    assert set(found(tmp_path, settings, binding, target=target)) == ({expected} if expected else set())


def test_an_account_beats_an_address_of_another_one_only(tmp_path: Path) -> None:
    same = {"Q__accountName": "contoso", "Q__queueServiceUri": "https://contoso.queue.core.windows.net/"}
    assert found(tmp_path, same, ("queue", "Q")) == {}
    other = {**same, "Q__queueServiceUri": "https://queues.contoso.com"}
    assert found(tmp_path, other, ("queue", "Q")) == {"FB311": "warning"}


@pytest.mark.parametrize(
    ("host", "service", "cloud"),
    [
        ("contoso.blob.core.windows.net", "blob", ""),
        ("Contoso.Queue.Core.Windows.Net.", "queue", ""),
        ("contoso.z13.web.core.windows.net", "web", ""),
        ("contoso.table.core.usgovcloudapi.net", "table", "US government"),
        ("contoso.servicebus.chinacloudapi.cn", "messaging", "China"),
        ("blob.contoso.com", "", ""),
        ("core.windows.net", "", ""),
        ("blob.core.windows.net", "", ""),
        ("", "", ""),
    ],
)
def test_host_names(host: str, service: str, cloud: str) -> None:
    assert (service_of(host), cloud_of(host)) == (service, cloud)


def test_a_host_that_tells_nothing_fits_every_service() -> None:
    assert fits("blob", "files.contoso.com")
    assert fits("eventHubs", "contoso.servicebus.windows.net")
    assert not fits("queue", "contoso.blob.core.windows.net")
    assert cloud_of_authority("login.microsoftonline.com") == ""
