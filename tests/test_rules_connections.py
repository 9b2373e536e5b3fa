"""Rules about connections: names, settings beside each other, sub-keys. Each row is a small project."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from funcbind.configuration import Configuration
from funcbind.connections import resolve
from funcbind.refusals import Known, diagnostic_of
from funcbind.rules.model import Example

from .rules import findings

if TYPE_CHECKING:
    from pathlib import Path

STRING = "Endpoint=sb://contoso.servicebus.windows.net/;SharedAccessKeyName=fake;SharedAccessKey=ZmFrZQ=="
STORAGE = "DefaultEndpointsProtocol=https;AccountName=contoso;AccountKey=ZmFrZQ==;EndpointSuffix=core.windows.net"
BUS = {"Orders__fullyQualifiedNamespace": "contoso.servicebus.windows.net"}
SERVICE_BUS: tuple[tuple[object, ...], ...] = (("serviceBus", "Orders"),)
BLOB = (
    "import azure.functions as func\nimport azurefunctions.extensions.bindings.blob as sdk\napp = func.FunctionApp()\n"
    '@app.route(route="x")\n@app.blob_input(arg_name="c", path="p", connection="Files")\n'
    "def f(req: func.HttpRequest, c: sdk.BlobClient): ...\n"
)
URI = {"Files__blobServiceUri": "https://contoso.blob.core.windows.net"}


def found(folder: Path, settings: dict[str, str], bindings: Any = (), **fields: Any) -> dict[str, str]:
    """Code -> severity of everything the rules say about a project."""
    return {one.code: one.severity for one in findings(Example(settings, bindings, **fields), folder)}


@pytest.mark.parametrize(
    ("settings", "bindings"),
    [
        ({"AzureWebJobsStorage__accountName": "contoso"}, (("timerTrigger",), ("queueTrigger",), ("blobTrigger",))),
        ({"AzureWebJobsStorage": STORAGE, "Storage": "of my own code"}, (("queueTrigger",),)),
        ({"AzureWebJobsOrders": STRING}, SERVICE_BUS),
        ({"ConnectionStrings__Orders": STRING}, SERVICE_BUS),
        ({"CUSTOMCONNSTR_Orders": STRING}, SERVICE_BUS),
        ({"Orders": STRING, "ConnectionStrings__Orders": STRING}, SERVICE_BUS),
        (
            {
                **BUS,
                "Orders__CLIENTID": "11111111-1111-1111-1111-111111111111",
                "Orders__Credential": "managedidentity",
            },
            SERVICE_BUS,
        ),
        ({**BUS, "Orders__queue": "orders", "Orders__retryCount": "3"}, SERVICE_BUS),
        (
            {
                **URI,
                "Files__Retry__MaxRetries": "3",
                "Files__queueServiceUri": "https://contoso.queue.core.windows.net",
            },
            (("blob", "Files"),),
        ),
        (
            {**BUS, "Search__endpoint": "https://contoso.search.windows.net", "Monitor__serviceUri": "https://x.test"},
            SERVICE_BUS,
        ),
        ({**BUS, "AzureFunctionsWebHost__blobServiceUri": "x"}, SERVICE_BUS),
        ({"ServiceBus": STRING}, (("serviceBusTrigger", None, {"queueName": "orders"}),)),
        (
            {"Topic__topicEndpointUri": "https://t.westeurope-1.eventgrid.azure.net/api/events"},
            (("eventGrid", "Topic"), ("eventGridTrigger",)),
        ),
        ({"RabbitMQ": "amqp://guest:guest@contoso:5672"}, (("rabbitMQTrigger", None, {"queueName": "q"}),)),
        ({}, (("httpTrigger",),)),
    ],
)
def test_valid_settings_are_passed_in_silence(
    tmp_path: Path, settings: dict[str, str], bindings: tuple[tuple[object, ...], ...]
) -> None:
    assert found(tmp_path, settings, bindings) == {}


@pytest.mark.parametrize(
    ("settings", "fields", "expected"),
    [
        ({**BUS, "Orders": STRING}, {}, {"FB205": "error"}),
        ({**BUS, "Orders": STRING}, {"target": "local"}, {"FB205": "warning"}),
        ({**BUS, "Orders": ""}, {}, {"FB206": "info"}),
        ({**BUS, "Orders": " "}, {}, {"FB206": "info"}),
        ({**BUS, "AzureWebJobsOrders": STRING}, {}, {"FB219": "warning"}),
        ({**BUS, "AzureWebJobsOrders": ""}, {}, {}),
        ({**BUS, "Orders__principalId": "11111111-1111-1111-1111-111111111111"}, {}, {"FB208": "error"}),
        ({**BUS, "Orders__cleintId": "11111111-1111-1111-1111-111111111111"}, {}, {"FB208": "error"}),
        ({**BUS, "Orders__sharedAccessKey": "fake"}, {}, {"FB208": "warning"}),
        ({**BUS, "Orders__accountName": "contoso"}, {}, {"FB208": "info"}),
        ({**BUS, "Ordres__fullyQualifiedNamespace": "fabrikam.servicebus.windows.net"}, {}, {"FB220": "info"}),
    ],
)
def test_severity(tmp_path: Path, settings: dict[str, str], fields: dict[str, Any], expected: dict[str, str]) -> None:
    assert found(tmp_path, settings, SERVICE_BUS, **fields) == expected


def test_an_empty_value_hides_the_account_from_storage_only(tmp_path: Path) -> None:
    settings = {
        "Files": "",
        "Files__serviceUri": "https://contoso.queue.core.windows.net",
        "Files__queueServiceUri": "https://contoso.queue.core.windows.net",
    }
    assert found(tmp_path, settings, (("queue", "Files"),)) == {"FB206": "warning"}


def test_an_sdk_type_gets_the_key_in_its_address(tmp_path: Path) -> None:
    (one,) = findings(Example({**URI, "Files": STORAGE}, target="local", code=BLOB), tmp_path)
    assert (one.code, one.severity) == ("FB205", "error")
    assert "account key included" in one.message
    assert STORAGE not in one.message


def test_an_sdk_type_does_not_find_the_prefix(tmp_path: Path) -> None:
    assert found(tmp_path, {"AzureWebJobsFiles": STORAGE}, code=BLOB) == {"FB209": "error"}


def test_a_name_with_the_prefix_is_nobodys_trouble_without_another_reader(tmp_path: Path) -> None:
    assert found(tmp_path, {"AzureWebJobsFiles": STORAGE}, (("blob", "Files"),)) == {}


@pytest.mark.parametrize(("plan", "expected"), [("flex", "warning"), ("consumption", "warning"), ("", "info")])
def test_an_implicit_default_matters_where_the_platform_scales(tmp_path: Path, plan: str, expected: str) -> None:
    settings = {"ServiceBus__fullyQualifiedNamespace": "contoso.servicebus.windows.net"}
    bindings = (("serviceBusTrigger", None, {"queueName": "orders"}),)
    assert found(tmp_path, settings, bindings, plan=plan) == {"FB210": expected}
    assert found(tmp_path, settings, bindings, plan="dedicated") == {}
    assert found(tmp_path, settings, bindings, target="local") == {}


def test_a_group_that_own_code_reads_is_used(tmp_path: Path) -> None:
    code = (
        "import os\nimport azure.functions as func\napp = func.FunctionApp()\n"
        'HOST = os.environ["Other__fullyQualifiedNamespace"]\n'
        '@app.service_bus_queue_trigger(arg_name="m", queue_name="q", connection="Orders")\ndef f(m): ...\n'
    )
    settings = {**BUS, "Other__fullyQualifiedNamespace": "fabrikam.servicebus.windows.net"}
    assert found(tmp_path, settings, code=code) == {}


def test_a_group_near_a_refused_name_is_left_to_the_refusal(tmp_path: Path) -> None:
    assert found(tmp_path, {"Ordres__fullyQualifiedNamespace": "contoso.servicebus.windows.net"}, SERVICE_BUS) == {}


def test_no_finding_shows_a_value(tmp_path: Path) -> None:
    secret = "fake-secret-value"
    settings = {
        **BUS,
        "Orders": STRING,
        "AzureWebJobsOrders__sharedAccessKey": secret,
        "Files__serviceUri": "https://contoso.queue.core.windows.net",
        "Files__accountKey": secret,
    }
    shown = [
        f"{one} {one.setting}" for one in findings(Example(settings, (*SERVICE_BUS, ("queue", "Files"))), tmp_path)
    ]
    assert shown
    assert not [text for text in shown if secret in text or "ZmFrZQ" in text]
    assert any('"Files__accountKey" is not read' in text for text in shown)


def test_a_kafka_binding_reads_no_group(tmp_path: Path) -> None:
    bindings = (("kafkaTrigger", None, {"brokerList": "Broker", "topic": "orders"}),)
    settings = {"Broker__fullyQualifiedNamespace": "contoso.servicebus.windows.net"}
    assert found(tmp_path, settings, bindings) == {"FB223": "error"}


@pytest.mark.parametrize(
    ("type_", "name", "expected"),
    [
        ("serviceBus", "Orders__fullyQualifiedNamespace", 'write "Orders"'),
        ("queueTrigger", "Orders__queueserviceuri", 'write "Orders"'),
        ("cosmosDB", "Orders__credential", 'write "Orders"'),
        ("cosmosDB", "Orders__queueServiceUri", "add "),
        ("serviceBus", "Group__Orders", "write the connection as"),
    ],
)
def test_the_name_of_a_sub_key_is_cut_in_the_hint(type_: str, name: str, expected: str) -> None:
    configuration = Configuration({name: "x"})
    resolution = resolve(configuration, type_, name)
    hint = diagnostic_of(resolution, resolution.rejections[0], Known(Configuration({}))).hint
    assert hint.startswith(expected)
