"""Rules about own code, beyond their examples."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from funcbind.bindings import read_app
from funcbind.check import Given
from funcbind.configuration import Configuration
from funcbind.connections import resolve
from funcbind.rules.model import Example
from funcbind.rules.run import comment
from funcbind.settings.model import settings_from_mapping
from funcbind.settings.source import SettingsSource

from .rules import findings

if TYPE_CHECKING:
    from pathlib import Path

    from funcbind.diagnostics import Diagnostic

APP = "import os\nimport azure.functions as func\napp = func.FunctionApp()\n"
QUEUE = '@app.service_bus_queue_trigger(arg_name="m", queue_name="q", connection="Orders")\ndef f(m): ...\n'
ORDERS = {"Orders__fullyQualifiedNamespace": "contoso.servicebus.windows.net"}
STRING = {"Orders": "Endpoint=sb://contoso.servicebus.windows.net/;SharedAccessKeyName=fake;SharedAccessKey=ZmFrZQ=="}
READ = 'A = os.environ["Orders"]\n'

READS = [
    # (settings, code, target, codes)
    (ORDERS, READ + QUEUE, "deployed", ["FB903"]),
    (ORDERS, READ + QUEUE, "local", ["FB903"]),
    (ORDERS, READ + 'B = os.environ["Orders__fullyQualifiedNamespace"]\n', "local", ["FB903"]),
    (STRING, READ + QUEUE, "deployed", []),
    (ORDERS, 'A = os.environ.get("Orders")\n' + QUEUE, "deployed", []),
    (ORDERS, 'if os.environ.get("Orders"):\n    ' + READ + QUEUE, "deployed", []),
    # the connection is refused, which is reported as such
    ({"Orders__credential": "managedidentity"}, READ + QUEUE, "deployed", []),
    ({"Other": "x"}, READ + QUEUE, "deployed", []),
    # FB904
    ({"Other": "x"}, READ, "deployed", ["FB904"]),
    ({"Other": "x"}, 'def f():\n    return os.environ["SHOP_URL"]\nf()\n', "deployed", ["FB904"]),
    ({"Other": "x"}, 'def f():\n    return os.environ["SHOP_URL"]\n', "deployed", []),
    ({"Other": "x"}, 'A = os.environ.get("SHOP_URL", "")\n', "deployed", []),
    ({"Other": "x"}, 'A = os.environ["WEBSITE_HOSTNAME"] + os.environ["PATH"]\n', "deployed", []),
    ({"Other": "x"}, 'A = os.environ["CUSTOMCONNSTR_Shop"]\n', "deployed", []),
    ({"Other": "x"}, 'A = os.environ[os.environ["Other"]]\n', "deployed", []),
    ({}, 'A = os.environ["SHOP_URL"]\n', "deployed", []),
    # reported as what they are
    ({"AzureWebJobsOrders": STRING["Orders"]}, READ + QUEUE, "deployed", ["FB209"]),
    ({"CUSTOMCONNSTR_Orders": STRING["Orders"]}, READ + QUEUE, "deployed", ["FB104"]),
    ({"orders": STRING["Orders"]}, READ + QUEUE, "deployed", ["FB108"]),
]


@pytest.mark.parametrize(("settings", "code", "target", "codes"), READS)
def test_reads(tmp_path: Path, settings: dict[str, str], code: str, target: str, codes: list[str]) -> None:
    found = findings(Example(settings, target=target, code=APP + code), tmp_path)
    assert [one.code for one in found if one.code != "FB220"] == codes


def test_one_finding_a_name(tmp_path: Path) -> None:
    found = findings(Example({"SHOP_URI": "x"}, code=APP + 'A = os.environ["SHOP_URL"]\n' * 3), tmp_path)
    assert [(one.code, one.hint) for one in found] == [("FB904", 'did you mean "SHOP_URI"?')]
    assert [str(origin).rpartition(":")[0].rpartition(":")[2] for origin, _ in found[0].related] == ["5", "6"]


def checked(folder: Path, **given: object) -> list[Diagnostic]:
    (folder / "host.json").write_text('{"version": "2.0"}')
    (folder / "function_app.py").write_text(APP + 'A = os.environ["SHOP_URL"]\n')
    app = read_app(str(folder))
    settings = settings_from_mapping({"Other": "x"})
    source = SettingsSource("s", "local", "local", settings)
    all_given = {"sources": (source,), "configuration": Configuration(settings), "target": "local", "os": "linux"}
    one = Given(**{**all_given, **given})  # type: ignore[arg-type]
    return comment(app, one, [resolve(one.configuration, binding) for binding in app.bindings])


def test_what_is_not_known_is_not_undefined(tmp_path: Path) -> None:
    """A variable of this process, a member without a value, a broken file, a container's image."""
    assert [one.code for one in checked(tmp_path)] == ["FB904"]
    assert checked(tmp_path, environment=("SHOP_URL",)) == []
    assert checked(tmp_path, unknown=("SHOP_URL",)) == []
    assert checked(tmp_path, target="deployed", plan="container") == []
    assert checked(tmp_path, problem="no setting could be read") == []
    settings = settings_from_mapping({"Other": "x"})
    assert checked(tmp_path, sources=(SettingsSource("s", "local", "local", settings, usable=False),)) == []
    members = (("SHOP_URL", settings[0].origin),)
    assert checked(tmp_path, sources=(SettingsSource("s", "local", "local", settings, members=members),)) == []


SYNC = APP + "from azure.identity import DefaultAzureCredential, OnBehalfOfCredential\n"
AIO = APP + "from azure.identity.aio import DefaultAzureCredential, ClientSecretCredential\n"
ROUTE = '@app.route(route="x")\n'
CREDENTIALS = [
    (SYNC + ROUTE + "def f(req):\n    c = DefaultAzureCredential()\n", ["FB901"]),
    (SYNC + ROUTE + "def f(req):\n    return str(Client(DefaultAzureCredential()).get())\n", ["FB901"]),
    (SYNC + ROUTE + "def f(req):\n    c = OnBehalfOfCredential(user_assertion=req)\n", []),
    (SYNC + '@app.timer_trigger(arg_name="t", schedule="x")\ndef f(t):\n    c = DefaultAzureCredential()\n', []),
    (SYNC + "c = DefaultAzureCredential()\n" + ROUTE + "def f(req):\n    use(c)\n", []),
    (AIO + ROUTE + "async def f(req):\n    c = DefaultAzureCredential()\n", ["FB902"]),
    (AIO + ROUTE + "async def f(req):\n    c = ClientSecretCredential('t', 'c', 's')\n", ["FB902"]),
    (
        AIO + ROUTE + "async def f(req):\n    async with DefaultAzureCredential() as c:\n        await use(c)\n",
        ["FB901"],
    ),
    (AIO + ROUTE + "async def f(req):\n    async with ClientSecretCredential('t', 'c', 's') as c:\n        pass\n", []),
]


@pytest.mark.parametrize(("code", "codes"), CREDENTIALS)
def test_credentials(tmp_path: Path, code: str, codes: list[str]) -> None:
    assert [(one.code, one.function) for one in findings(Example(code=code), tmp_path)] == [(one, "f") for one in codes]
