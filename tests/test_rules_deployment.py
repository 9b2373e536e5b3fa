"""Rules about settings in Azure, and about references, beyond their examples."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from funcbind.rules.model import Example
from funcbind.rules.references import fault_of

from .rules import findings

if TYPE_CHECKING:
    from pathlib import Path

EMULATOR = "UseDevelopmentStorage=true"
KEY = "bm90IGEgcmVhbCBrZXkgYnV0IGxvbmcgZW5vdWdo"
STRING = f"DefaultEndpointsProtocol=https;AccountName=contoso;AccountKey={KEY};EndpointSuffix=core.windows.net"
BUS_EMULATOR = (
    "Endpoint=sb://localhost;SharedAccessKeyName=a;SharedAccessKey=SAS_KEY_VALUE;UseDevelopmentEmulator=true;"
)
SHARE = "WEBSITE_CONTENTAZUREFILECONNECTIONSTRING"
KEYLESS = {"AzureWebJobsStorage__accountName": "contoso"}
SECRET = "@Microsoft.KeyVault(SecretUri=https://contoso.vault.azure.net/secrets/orders)"
PRINCIPAL = {
    "Orders__fullyQualifiedNamespace": "contoso.servicebus.windows.net",
    "Orders__tenantId": "22222222-2222-2222-2222-222222222222",
    "Orders__clientId": "11111111-1111-1111-1111-111111111111",
}

PLACES = [
    # FB502
    ({"Orders": EMULATOR}, (("queueTrigger", "Orders"),), "", [("error", "Orders")]),
    ({"Orders": EMULATOR}, (("queueTrigger", "Orders"), ("blob", "Orders")), "flex", [("error", "Orders")]),
    ({"Orders": EMULATOR}, (("queueTrigger", "Orders"),), "container", [("info", "Orders")]),
    ({"Orders": BUS_EMULATOR}, (("serviceBus", "Orders"),), "", [("error", "Orders")]),
    (
        {"AzureWebJobsStorage": EMULATOR},
        (("timerTrigger", None, {"schedule": "x"}),),
        "",
        [("error", "AzureWebJobsStorage")],
    ),
    (
        {"Orders__queueServiceUri": "https://127.0.0.1:10001/devstoreaccount1"},
        (("queueTrigger", "Orders"),),
        "",
        [("error", "Orders__queueServiceUri")],
    ),
    (
        {"Items": "AccountEndpoint=https://localhost:8081/;AccountKey=ZmFrZQ=="},
        (("cosmosDB", "Items"),),
        "",
        [("error", "Items")],
    ),
    ({"Sql": "Server=tcp:localhost,1433;Database=d"}, (("sql", "Sql", {"commandText": "t"}),), "", [("error", "Sql")]),
    ({"Orders": EMULATOR}, (), "", [("warning", "Orders")]),
    ({"COLLECTOR": "http://localhost:4317", "Dapr": "http://127.0.0.1:3500"}, (), "", []),
    ({"Orders": STRING, "Sql": "Server=contoso.database.windows.net"}, (("queue", "Orders"),), "", []),
]


@pytest.mark.parametrize(("settings", "bindings", "plan", "expected"), PLACES)
def test_emulators(
    tmp_path: Path,
    settings: dict[str, str],
    bindings: tuple[tuple[object, ...], ...],
    plan: str,
    expected: list[tuple[str, str]],
) -> None:
    found = findings(Example(settings, bindings, plan=plan), tmp_path)
    assert [(one.severity, one.setting) for one in found if one.code == "FB502"] == expected
    assert not [one for one in findings(Example(settings, bindings, target="local"), tmp_path) if one.code == "FB502"]


KEYS = [
    ({**KEYLESS, SHARE: STRING}, "", [("FB503", "info", SHARE)]),
    ({**KEYLESS, SHARE: STRING}, "consumption", [("FB503", "info", SHARE)]),
    ({**KEYLESS, SHARE: STRING}, "dedicated", []),
    ({**KEYLESS, SHARE: STRING}, "flex", [("FB507", "warning", SHARE)]),
    ({**KEYLESS, SHARE: SECRET}, "premium", []),
    ({"AzureWebJobsStorage": STRING, SHARE: STRING}, "premium", []),
    ({**KEYLESS, f"{SHARE}__accountName": "contoso"}, "premium", [("FB503", "warning", f"{SHARE}__accountName")]),
    (
        {**KEYLESS, "DEPLOYMENT_STORAGE_CONNECTION_STRING": STRING},
        "flex",
        [("FB507", "info", "DEPLOYMENT_STORAGE_CONNECTION_STRING")],
    ),
    ({**KEYLESS, "DEPLOYMENT_STORAGE_CONNECTION_STRING": STRING}, "", []),
    ({"AzureWebJobsStorage": STRING, "DEPLOYMENT_STORAGE_CONNECTION_STRING": STRING}, "flex", []),
    (KEYLESS, "flex", []),
]


@pytest.mark.parametrize(("settings", "plan", "expected"), KEYS)
def test_keys_that_stay_behind(
    tmp_path: Path, settings: dict[str, str], plan: str, expected: list[tuple[str, str, str]]
) -> None:
    found = findings(Example(settings, plan=plan), tmp_path)
    assert [(one.code, one.severity, one.setting) for one in found] == expected


@pytest.mark.parametrize(
    ("value", "fault"),
    [
        ("plain", None),
        ("x @Microsoft.KeyVault(SecretUri=x)", None),
        (SECRET, ""),
        (SECRET.replace(")", "/0123)"), ""),
        (SECRET.replace(")", "/)"), ""),
        (SECRET.lower(), ""),
        ("@Microsoft.KeyVault(VaultName=contoso;SecretName=orders)", ""),
        ("@Microsoft.KeyVault( SecretName = orders ; VaultName = contoso ; SecretVersion = 1 )", ""),
        ("@Microsoft.AppConfiguration(Endpoint=https://contoso.azconfig.io; Key=orders; Label=prod)", ""),
        (SECRET[:-1], "its closing bracket is missing"),
        (SECRET.replace("secrets", "keys"), "SecretUri is not the address of a secret (https://VAULT/secrets/NAME)"),
        (
            "@Microsoft.KeyVault(SecretUri=contoso)",
            "SecretUri is not the address of a secret (https://VAULT/secrets/NAME)",
        ),
        ("@Microsoft.KeyVault(VaultName=contoso)", "SecretName is missing"),
        ("@Microsoft.KeyVault()", "VaultName and SecretName are missing"),
        ("@Microsoft.AppConfiguration(Key=orders)", "Endpoint is missing"),
    ],
)
def test_the_platforms_grammar(value: str, fault: str | None) -> None:
    assert fault_of(value) == fault


REFERENCES = [
    ({"Shop": SECRET}, {}, []),
    ({"Shop": SECRET}, {"target": "local"}, []),
    ({"Shop": SECRET[:-1]}, {}, [("warning", "Shop")]),
    ({**PRINCIPAL, "Orders__clientSecret": SECRET[:-1]}, {}, [("error", "Orders__clientSecret")]),
    ({"Orders": SECRET[:-1]}, {}, [("error", "Orders")]),
    ({"Orders": SECRET}, {}, []),
    ({"Orders": SECRET[:-1].upper()}, {}, []),  # check does not take it for one: the host refuses its text
    ({"Shop": "@Microsoft.AppConfiguration(Endpoint=https://contoso.azconfig.io; Key=x)"}, {}, []),
    (
        {"Shop": "@Microsoft.AppConfiguration(Endpoint=https://contoso.azconfig.io; Key=x)"},
        {"target": "local"},
        [("warning", "Shop")],
    ),
    ({"AzureWebJobsStorage": SECRET}, {"plan": "consumption"}, [("warning", "AzureWebJobsStorage")]),
    ({"AzureWebJobsStorage": SECRET}, {"plan": "consumption", "os": "windows"}, []),
    ({"AzureWebJobsStorage": SECRET}, {"plan": "premium"}, []),
    ({"AzureWebJobsStorage": SECRET}, {}, []),
]


@pytest.mark.parametrize(("settings", "more", "expected"), REFERENCES)
def test_references(
    tmp_path: Path, settings: dict[str, str], more: dict[str, str], expected: list[tuple[str, str]]
) -> None:
    found = findings(Example(settings, (("serviceBus", "Orders"),), **more), tmp_path)  # type: ignore[arg-type]
    assert [(one.severity, one.setting) for one in found if one.code == "FB508"] == expected
