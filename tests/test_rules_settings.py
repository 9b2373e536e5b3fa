"""Rules about names and values of settings, beyond their examples."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from funcbind.rules.model import Example
from funcbind.rules.placeholders import has_placeholder, is_placeholder

from .rules import findings

if TYPE_CHECKING:
    from pathlib import Path

BUS = "contoso.servicebus.windows.net"
ORDERS = {"Orders__fullyQualifiedNamespace": BUS}
ON_BUS = (("serviceBus", "Orders"),)
EMULATOR = "UseDevelopmentStorage=true"
APP = "import os\nimport azure.functions as func\napp = func.FunctionApp()\n"
QUEUE = '@app.queue_trigger(arg_name="m", queue_name="q", connection="Orders")\ndef f(m): ...\n'
BLOB = (
    "import azurefunctions.extensions.bindings.blob as blob\n"
    '@app.route(route="x")\n@app.blob_input(arg_name="b", path="p/x", connection="Files")\n'
    "def g(req: func.HttpRequest, b: blob.BlobClient): ...\n"
)
FILES = "https://contoso.blob.core.windows.net"


def codes(example: Example, folder: Path) -> list[tuple[str, str, str]]:
    return [(one.code, one.severity, one.setting) for one in findings(example, folder)]


NAMES = [
    # FB104: a name that only the connection strings have
    (
        Example({"CUSTOMCONNSTR_Orders": EMULATOR}, code=APP + 'A = os.environ["Orders"]\n' + QUEUE, target="local"),
        [("FB104", "warning", "CUSTOMCONNSTR_Orders")],
    ),
    (
        Example({"ConnectionStrings:Orders": EMULATOR}, code=APP + 'A = os.getenv("Orders")\n' + QUEUE, target="local"),
        [("FB104", "info", "ConnectionStrings:Orders")],
    ),
    (
        Example(
            {"CUSTOMCONNSTR_Orders": EMULATOR},
            code=APP + 'A = os.getenv("Orders") or os.environ["CUSTOMCONNSTR_Orders"]\n' + QUEUE,
            target="local",
        ),
        [],
    ),
    # FB105
    (Example({"A:B": "x"}), [("FB105", "error", "A:B")]),
    (Example({"A:B": "x"}, os="windows"), []),
    (Example({"A:B": "x"}, target="local"), []),
    (Example({"A:B": "x"}, target="local", code=APP + 'B = os.environ["A__B"]\n'), [("FB105", "warning", "A:B")]),
    (Example({"A:B": "x"}, target="local", code=APP + 'B = os.environ.get("A__B")\n'), [("FB105", "info", "A:B")]),
    (Example({"A:B": "x"}, target="local", code=APP + 'B = os.environ["A:B"]\n'), []),
    (Example({"A:B": "x"}, os="windows", code=APP + 'B = os.environ["A__B"]\n'), [("FB105", "warning", "A:B")]),
    # FB106: dots are replaced, which is documented; about dashes the pages say only that they are not taken
    (
        Example({"a.b__fullyQualifiedNamespace": BUS}, (("serviceBus", "a.b"),)),
        [("FB106", "error", "a.b__fullyQualifiedNamespace")],
    ),
    (
        Example({"a-b__fullyQualifiedNamespace": BUS}, (("serviceBus", "a-b"),)),
        [("FB106", "warning", "a-b__fullyQualifiedNamespace")],
    ),
    (
        Example({"a-b__fullyQualifiedNamespace": BUS}, (("serviceBus", "a-b"),), target="local"),
        [("FB106", "info", "a-b__fullyQualifiedNamespace")],
    ),
    (Example({"a-b__fullyQualifiedNamespace": BUS}, (("serviceBus", "a-b"),), os="windows"), []),
    (Example({"my-tool.key": "x"}), []),
    (Example({**ORDERS, "AzureWebJobs.f.Disabled": "true"}, ON_BUS), []),
    # FB107
    (Example({**ORDERS, "Orders_clientId": "x"}, ON_BUS), [("FB107", "error", "Orders_clientId")]),
    (Example({**ORDERS, "Orders.credential": "x"}, ON_BUS), [("FB107", "error", "Orders.credential")]),
    (Example({**ORDERS, "ORDERS_CLIENTID": "x", "Other_clientId": "x"}, ON_BUS), []),
    (Example({**ORDERS, "Orders_queueName": "x"}, ON_BUS), []),
    (Example({**ORDERS, "Orders_accountName": "x"}, ON_BUS), []),
    (
        Example(
            {"Orders__serviceUri": "https://contoso.blob.core.windows.net", "Orders___blobServiceUri": FILES},
            (("blob", "Orders"),),
        ),
        [("FB107", "warning", "Orders___blobServiceUri")],
    ),
    (
        Example({"AzureWebJobsStorage_accountName": "contoso"}),
        [("FB107", "warning", "AzureWebJobsStorage_accountName")],
    ),
    (Example({"AzureWebJobsStorage_accountName": "contoso", "AzureWebJobsStorage__accountName": "contoso"}), []),
    # FB108
    (
        Example({"Files__BlobServiceUri": FILES, "AzureWebJobsStorage__accountName": "contoso"}, code=APP + BLOB),
        [("FB108", "error", "Files__BlobServiceUri")],
    ),
    (
        Example({"orders": EMULATOR}, code=APP + 'A = os.environ["Orders"]\n' + QUEUE, target="local"),
        [("FB108", "warning", "orders")],
    ),
    (
        Example({"orders": EMULATOR}, code=APP + 'A = os.environ["Orders"]\n' + QUEUE, target="local", os="windows"),
        [],
    ),
]


@pytest.mark.parametrize(("example", "expected"), NAMES)
def test_names(tmp_path: Path, example: Example, expected: list[tuple[str, str, str]]) -> None:
    assert codes(example, tmp_path) == expected


@pytest.mark.parametrize(
    ("name", "binding", "right"),
    [
        ("Orders_fullyQualifiedNamespace", ("serviceBus", "Orders"), "Orders__fullyQualifiedNamespace"),
        ("Orders___queueServiceUri", ("queue", "Orders"), "Orders__queueServiceUri"),
        ("Orders.accountEndpoint", ("cosmosDB", "Orders"), "Orders__accountEndpoint"),
        ("AzureWebJobsOrders_accountName", ("queue", "Orders"), "AzureWebJobsOrders__accountName"),
        ("AzureWebJobsStorage_accountName", ("timerTrigger", None), "AzureWebJobsStorage__accountName"),
    ],
)
def test_a_refusal_names_the_setting_that_was_meant(name: str, binding: tuple[str, str | None], right: str) -> None:
    """Where the connection is refused that is the finding; the delimiter is its hint."""
    from funcbind.bindings import App
    from funcbind.check import Given, check_app
    from funcbind.configuration import Configuration
    from funcbind.connections import Binding

    given = Given((), Configuration({name: "contoso"}), "deployed", "linux")
    (found,) = check_app(App(".", (Binding(*binding),), ("f",)), given).diagnostics
    assert found.code in ("FB201", "FB207")
    assert f'"{right}" for "{name}"' in found.hint


PLACEHOLDERS = [
    *(
        "<name>",
        "<your-storage-connection-string>",
        " <the key> ",
        "#{Key}#",
        "$(Key)",
        "${KEY}",
        "__Key__",
        "{{ key }}",
    ),
    *("YOUR_KEY", "your-storage-account", "yourNamespaceName", "YOUR ACCOUNT KEY HERE", "your_own_value"),
    *("CHANGE_ME", "changeme", "TODO", "tbd", "PLACEHOLDER", "replace-me", "fill in"),
]
REAL = [
    *("", " ", "contoso", "your", "yoursurprise", "yourbank-prod", "a<b>", "<1>", "<>", "{name}", "{a}/{b}"),
    *("0 */5 * * * *", "https://contoso.example/?a=<b>", "__init__", "%Name%", "todolist", "$5", "(x)", "changed"),
    "<a;b=c>",
]


def test_placeholders() -> None:
    assert [text for text in PLACEHOLDERS if not is_placeholder(text)] == []
    assert [text for text in REAL if is_placeholder(text) and text != "__init__"] == []
    assert is_placeholder("{Orders}", "Orders")
    assert not is_placeholder("{orders}", "Orders")


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("Endpoint=sb://x.servicebus.windows.net/;SharedAccessKeyName=a;SharedAccessKey=<key>", True),
        ("Endpoint=sb://your-namespace.servicebus.windows.net/;SharedAccessKey=ZmFrZQ==", True),
        ("https://your-account.documents.azure.com:443/", True),
        ("YOUR_NAMESPACE.servicebus.windows.net", True),
        ("Server=<server>;Database=d", True),
        ("Server=contoso;Password=a<b>c", False),
        ("https://yoursurprise.documents.azure.com:443/", False),
        ("https://contoso.documents.azure.com/your-account", False),
        ("AccountKey=ZmFrZQ==", False),
    ],
)
def test_placeholders_in_a_connection(value: str, expected: bool) -> None:
    assert has_placeholder(value) is expected


PRINCIPAL = {
    **ORDERS,
    "Orders__tenantId": "22222222-2222-2222-2222-222222222222",
    "Orders__clientId": "11111111-1111-1111-1111-111111111111",
    "Orders__clientSecret": "fake secret",
}
KEYED = {"Topic": "https://contoso.westeurope-1.eventgrid.azure.net/api/events", "Key": "fake key"}
GRID = (("eventGrid", None, {"topicEndpointUri": "Topic", "topicKeySetting": "Key"}),)
VALUES = [
    # FB109
    ({"Shop": "<name>"}, (), {}, [("FB109", "warning", "Shop")]),
    ({"Shop": "incoming/{name}", "Cron": "{minute}", "Html": "<b>x</b>"}, (), {}, []),
    ({"Shop": "@Microsoft.KeyVault(SecretUri=https://v.vault.azure.net/secrets/<x>)"}, (), {"target": "local"}, []),
    (
        {**PRINCIPAL, "Orders__clientSecret": "<secret>"},
        ON_BUS,
        {"target": "local"},
        [("FB109", "error", "Orders__clientSecret")],
    ),
    (
        {**ORDERS, "Orders__credential": "managedidentity", "Orders__clientId": "<id>"},
        ON_BUS,
        {},
        [("FB109", "error", "Orders__clientId")],
    ),
    ({**ORDERS, "Orders__clientId": "<id>"}, ON_BUS, {"target": "local"}, [("FB109", "warning", "Orders__clientId")]),
    # what the host refuses is reported as refused
    ({"Orders__fullyQualifiedNamespace": "<ns>.servicebus.windows.net"}, ON_BUS, {}, []),
    ({"Orders": "<connection>"}, ON_BUS, {}, []),
    ({"CUSTOMCONNSTR_Orders": "<connection>"}, ON_BUS, {}, []),
    # FB110
    (
        {**PRINCIPAL, "Orders__clientSecret": "'fake secret'"},
        ON_BUS,
        {"target": "local"},
        [("FB110", "error", "Orders__clientSecret")],
    ),
    (
        {**ORDERS, "Orders__credential": "managedidentity", "Orders__clientId": f"{PRINCIPAL['Orders__clientId']} "},
        ON_BUS,
        {},
        [("FB110", "error", "Orders__clientId")],
    ),
    ({**KEYED, "Key": "fake key\n"}, GRID, {"target": "local"}, [("FB110", "error", "Key")]),
    ({**KEYED, "Topic": f" {KEYED['Topic']} "}, GRID, {"target": "local"}, []),
    ({"Shop": " x "}, (), {}, []),
    # FB124
    (
        {"Orders": EMULATOR},
        (("queueTrigger", "Orders", {"queueName": "%Queue%"}),),
        {"target": "local"},
        [("FB124", "error", "")],
    ),
    (
        {"Orders": EMULATOR, "Queue": "q"},
        (("queueTrigger", "Orders", {"queueName": "%queue%"}),),
        {"target": "local"},
        [],
    ),
    (
        {"Orders": EMULATOR},
        (("queueTrigger", "Orders", {"queueName": "%WEBSITE_SITE_NAME%"}),),
        {"target": "local"},
        [],
    ),
    ({"Shop": "x"}, (("timerTrigger", None, {"schedule": "%Cron%"}),), {}, [("FB124", "error", "")]),
    ({"Shop": "x"}, (("httpTrigger", None, {"route": "%Cron%"}),), {}, []),
    ({}, (("timerTrigger", None, {"schedule": "%Cron%"}),), {}, []),
    # FB125
    ({"AzureWebJobs.f.Disabled": " true"}, (), {}, [("FB125", "info", "AzureWebJobs.f.Disabled")]),
    ({"AzureWebJobs_f_Disabled": "on"}, (), {}, [("FB125", "info", "AzureWebJobs_f_Disabled")]),
    ({"AzureWebJobs.f.Disabled": "1", "AzureWebJobs.g.Disabled": "TRUE", "AzureWebJobs.h.Disabled": "no"}, (), {}, []),
    ({"AzureWebJobs.f.Disabled": "", "AzureWebJobs.g.Disabled": "0", "Shop_Disabled": "yes"}, (), {}, []),
]


@pytest.mark.parametrize(("settings", "bindings", "more", "expected"), VALUES)
def test_values(
    tmp_path: Path,
    settings: dict[str, str],
    bindings: tuple[tuple[object, ...], ...],
    more: dict[str, str],
    expected: list[tuple[str, str, str]],
) -> None:
    example = Example(settings, bindings, **more)  # type: ignore[arg-type]
    ours = ("FB109", "FB110", "FB124", "FB125")
    assert [one for one in codes(example, tmp_path) if one[0] in ours] == expected


def test_a_placeholder_in_a_sample_is_what_samples_are_for(tmp_path: Path) -> None:
    from funcbind.bindings import App
    from funcbind.check import Given
    from funcbind.configuration import Configuration
    from funcbind.rules.run import comment
    from funcbind.settings import read_source

    for name, number in (("local.settings.sample.json", 0), ("local.settings.json", 1)):
        path = tmp_path / name
        path.write_text('{"IsEncrypted": false, "Values": {"Shop": "<name>"}}')
        source = read_source(str(path))
        given = Given((source,), Configuration(source.settings), "local", "linux")
        assert len(comment(App("."), given, ())) == number
